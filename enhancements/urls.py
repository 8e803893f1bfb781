"""Addresses of the pages. A project's words come before its enhancements' keys."""

from __future__ import annotations

from django.urls import path, re_path

from enhancements.views import (
    board,
    changes,
    contacts,
    criteria,
    decide,
    demo_people,
    embeds,
    explain,
    live,
    me,
    pages,
    party,
    people,
    reports,
    roadmap,
    signing,
    snapshots,
    sources,
)

app_name = "enhancements"

urlpatterns = [
    path("", pages.projects, name="projects"),
    path("accounts/login/", signing.sign_in, name="sign-in"),
    path("accounts/logout/", signing.sign_out, name="sign-out"),
    path("accounts/demo/", demo_people.people_page, name="demo-people"),
    path("me/", me.me, name="me"),
    path("me/tokens/", me.make_token, name="make-token"),
    path("me/tokens/<int:pk>/revoke/", me.revoke_token, name="revoke-token"),
    path("me/sign-out/", me.sign_out_everywhere, name="sign-out-everywhere"),
    path("me/delete/", me.delete, name="delete-me"),
    # Nothing else below these is a project's.
    re_path(r"^(accounts|me)/", signing.nothing),
    path("<slug:project>/", pages.home_page, name="home"),
    path("<slug:project>/releases/", pages.release_list, name="releases"),
    path("<slug:project>/releases/<str:name>/", pages.release_page, name="release"),
    path(
        "<slug:project>/releases/<str:name>/changes/",
        changes.of_release,
        name="release-changes",
    ),
    path(
        "<slug:project>/releases/<str:name>/badge.svg",
        embeds.release_badge,
        name="release-badge",
    ),
    path(
        "<slug:project>/releases/<str:name>/card.svg",
        embeds.release_card,
        name="release-card",
    ),
    path("<slug:project>/reports/", reports.report_list, name="reports"),
    path("<slug:project>/reports/<str:name>/", reports.report_page, name="report"),
    path("<slug:project>/<str:name>/notes", reports.notes_page, name="notes"),
    path(
        "<slug:project>/<str:name>/board/criteria", criteria.criteria, name="criteria"
    ),
    path("<slug:project>/<str:name>/board/explain", explain.explain, name="explain"),
    path(
        "<slug:project>/<str:name>/snapshots/",
        snapshots.snapshot_list,
        name="snapshots",
    ),
    path(
        "<slug:project>/<str:name>/snapshots/<int:pk>/",
        snapshots.snapshot_page,
        name="snapshot",
    ),
    path(
        "<slug:project>/<str:name>/snapshots/<int:pk>.json",
        snapshots.snapshot_file,
        name="snapshot-file",
    ),
    path("<slug:project>/<str:name>/board/decide", decide.decide, name="decide"),
    path(
        "<slug:project>/<str:name>/board/review",
        decide.review_decisions,
        name="review-decisions",
    ),
    path(
        "<slug:project>/<str:name>/board/apply",
        decide.apply_decisions,
        name="apply-decisions",
    ),
    path(
        "<slug:project>/<str:name>/board/undo",
        decide.undo_decisions,
        name="undo-decisions",
    ),
    path(
        "<slug:project>/<str:name>/board/contacts",
        contacts.contacts_page,
        name="contacts",
    ),
    path("<slug:project>/<str:name>/board", board.board, name="board"),
    path("<slug:project>/<str:name>/board/party", party.party_page, name="party"),
    path(
        "<slug:project>/<str:name>/board/events",
        live.board_events,
        name="board-events",
    ),
    path("<slug:project>/sigs/", pages.sig_list, name="sigs"),
    path("<slug:project>/sigs/<str:name>/", pages.sig_page, name="sig"),
    path("<slug:project>/roadmap/", roadmap.roadmap_page, name="roadmap"),
    path("<slug:project>/people/", people.people_list, name="people"),
    path("<slug:project>/people/<path:login>/", people.person_page, name="person"),
    path(
        "<slug:project>/sigs/<str:name>/annual/<int:year>/",
        reports.annual_page,
        name="annual",
    ),
    path("<slug:project>/sigs/<str:name>/changes/", changes.of_sig, name="sig-changes"),
    path("<slug:project>/changes/", changes.of_project, name="changes"),
    path("<slug:project>/enhancements/", pages.browse_page, name="browse"),
    path("<slug:project>/problems/", pages.problems_page, name="problems"),
    path("<slug:project>/guide/", pages.guide_page, name="guide"),
    path("<slug:project>/sources/", sources.sources_page, name="sources"),
    path("<slug:project>/sources/retry/", sources.retry, name="retry"),
    path(
        "<slug:project>/<str:key>/badge.svg",
        embeds.enhancement_badge,
        name="enhancement-badge",
    ),
    path(
        "<slug:project>/<str:key>/card.svg",
        embeds.enhancement_card,
        name="enhancement-card",
    ),
    # Without a slash at the end: an enhancement whose key ends in .json keeps its page.
    path(
        "<slug:project>/<str:key>.json",
        embeds.enhancement_json,
        name="enhancement-json",
    ),
    path("<slug:project>/<str:key>/", pages.enhancement_page, name="enhancement"),
]
