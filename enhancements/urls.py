"""Addresses of the pages. A project's words come before its enhancements' keys."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from enhancements.views import (
    announcements,
    assigning,
    board,
    changes,
    cleaning,
    closing,
    comments,
    concerns,
    contacts,
    criteria,
    decide,
    demo_people,
    drift,
    embeds,
    exceptions,
    exceptions_asking,
    exceptions_deciding,
    explain,
    gates,
    letters,
    live,
    me,
    meeting,
    opening,
    outreach,
    pages,
    party,
    people,
    propose,
    reports,
    roadmap,
    rolling,
    schedule,
    signing,
    snapshots,
    sources,
    untracked,
    waiting,
)
from enhancements.views.converters import Name

register_converter(Name, "name")

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
    path("<slug:project>/releases/open/", opening.open_release, name="open-release"),
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
    path("<slug:project>/<str:name>/schedule", schedule.schedule, name="schedule"),
    path("<slug:project>/<str:name>/close", closing.close, name="close-release"),
    path("<slug:project>/<str:name>/roll-over", rolling.roll_over, name="roll-over"),
    path("<slug:project>/<str:name>/clean-up", cleaning.clean_up, name="clean-up"),
    path("<slug:project>/<str:name>/drift/", drift.drift_page, name="drift"),
    path(
        "<slug:project>/<str:name>/untracked/",
        untracked.untracked_page,
        name="untracked",
    ),
    path(
        "<slug:project>/<str:name>/untracked/attribute",
        untracked.attribute,
        name="attribute",
    ),
    path(
        "<slug:project>/<str:name>/untracked/undo",
        untracked.unattribute,
        name="unattribute",
    ),
    path("<slug:project>/<str:name>/untracked/exempt", untracked.exempt, name="exempt"),
    path("<slug:project>/<str:name>/drift/mend", drift.mend, name="mend"),
    path(
        "<slug:project>/<str:name>/drift/cancel",
        drift.cancel_mending,
        name="cancel-mending",
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
    path("<slug:project>/<str:name>/exceptions/", exceptions.desk, name="exceptions"),
    path(
        "<slug:project>/<str:name>/exceptions/new",
        exceptions_asking.new,
        name="exception-new",
    ),
    path(
        "<slug:project>/<str:name>/exceptions/<int:pk>/",
        exceptions.one,
        name="exception",
    ),
    path(
        "<slug:project>/<str:name>/exceptions/<int:pk>/correct",
        exceptions_asking.correct,
        name="exception-correct",
    ),
    path(
        "<slug:project>/<str:name>/exceptions/<int:pk>/vote",
        exceptions_deciding.vote,
        name="exception-vote",
    ),
    path(
        "<slug:project>/<str:name>/exceptions/<int:pk>/decide",
        exceptions_deciding.decide,
        name="exception-decide",
    ),
    path(
        "<slug:project>/<str:name>/exceptions/<int:pk>/withdraw",
        exceptions_deciding.withdraw,
        name="exception-withdraw",
    ),
    path(
        "<slug:project>/<str:name>/exceptions/<int:pk>/undo",
        exceptions_deciding.undo,
        name="exception-undo",
    ),
    path(
        "<slug:project>/<str:name>/exceptions/<int:pk>/evaluate",
        exceptions_deciding.evaluate,
        name="exception-evaluate",
    ),
    path("<slug:project>/<str:name>/comments/", comments.comments, name="comments"),
    path(
        "<slug:project>/<str:name>/comments/review",
        comments.review_comments,
        name="review-comments",
    ),
    path(
        "<slug:project>/<str:name>/comments/write",
        comments.write_comments,
        name="write-comments",
    ),
    path(
        "<slug:project>/<str:name>/comments/take-back",
        comments.take_back_comments,
        name="take-back-comments",
    ),
    path("<slug:project>/<str:name>/letters/", letters.texts, name="letters"),
    path(
        "<slug:project>/<str:name>/announcements/",
        announcements.announcements,
        name="announcements",
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
    path("<slug:project>/waiting/", waiting.waiting, name="waiting"),
    path(
        "<slug:project>/<str:name>/board/people",
        assigning.release_people,
        name="release-people",
    ),
    path("<slug:project>/<str:name>/board/assign", assigning.assign, name="assign"),
    path(
        "<slug:project>/<str:name>/board/assign/apply",
        assigning.apply_people,
        name="apply-people",
    ),
    path(
        "<slug:project>/<str:name>/board/assign/undo",
        assigning.undo_people,
        name="undo-people",
    ),
    path(
        "<slug:project>/people/known.json",
        assigning.known_people,
        name="known-people",
    ),
    path("<slug:project>/sigs/", pages.sig_list, name="sigs"),
    path("<slug:project>/sigs/<str:name>/", pages.sig_page, name="sig"),
    path(
        "<slug:project>/sigs/<str:name>/outreach/",
        outreach.outreach_page,
        name="sig-outreach",
    ),
    path("<slug:project>/roadmap/", roadmap.roadmap_page, name="roadmap"),
    path("<slug:project>/people/", people.people_list, name="people"),
    path("<slug:project>/people/<name:login>/", people.person_page, name="person"),
    path(
        "<slug:project>/sigs/<str:name>/annual/<int:year>/",
        reports.annual_page,
        name="annual",
    ),
    path(
        "<slug:project>/sigs/<str:name>/meeting/", meeting.meeting, name="sig-meeting"
    ),
    path("<slug:project>/sigs/<str:name>/changes/", changes.of_sig, name="sig-changes"),
    path("<slug:project>/changes/", changes.of_project, name="changes"),
    path("<slug:project>/enhancements/", pages.browse_page, name="browse"),
    path("<slug:project>/gates/", gates.gates_page, name="gates"),
    path("<slug:project>/gates/<name:name>/", gates.gate_page, name="gate"),
    path("<slug:project>/problems/", pages.problems_page, name="problems"),
    path("<slug:project>/guide/", pages.guide_page, name="guide"),
    path("<slug:project>/propose/", propose.propose_page, name="propose"),
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
    path(
        "<slug:project>/<str:key>/who/",
        assigning.people_page,
        name="enhancement-people",
    ),
    path(
        "<slug:project>/<str:key>/concerns/",
        concerns.raise_concern,
        name="raise-concern",
    ),
    path(
        "<slug:project>/<str:key>/concerns/<int:pk>/resolve",
        concerns.resolve_concern,
        name="resolve-concern",
    ),
    path(
        "<slug:project>/<str:key>/concerns/<int:pk>/reopen",
        concerns.reopen_concern,
        name="reopen-concern",
    ),
    path("<slug:project>/<str:key>/gates/", gates.link_gate, name="link-gate"),
    path("<slug:project>/<str:key>/", pages.enhancement_page, name="enhancement"),
]
