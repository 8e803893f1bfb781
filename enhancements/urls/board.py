"""Addresses below a release's board: what is done there."""

from __future__ import annotations

from django.urls import path

from enhancements.views import (
    assigning,
    check_in_comments,
    contacts,
    criteria,
    decide,
    explain,
    live,
    party,
)

urlpatterns = [
    path("criteria", criteria.criteria, name="criteria"),
    path("explain", explain.explain, name="explain"),
    path("decide", decide.decide, name="decide"),
    path("review", decide.review_decisions, name="review-decisions"),
    path("apply", decide.apply_decisions, name="apply-decisions"),
    path("undo", decide.undo_decisions, name="undo-decisions"),
    path(
        "check-in-comment", check_in_comments.check_in_comment, name="check-in-comment"
    ),
    path("contacts", contacts.contacts_page, name="contacts"),
    path("party", party.party_page, name="party"),
    path("events", live.board_events, name="board-events"),
    path("people", assigning.release_people, name="release-people"),
    path("assign", assigning.assign, name="assign"),
    path("assign/apply", assigning.apply_people, name="apply-people"),
    path("assign/undo", assigning.undo_people, name="undo-people"),
]
