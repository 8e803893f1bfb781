"""Addresses of an enhancement and of what is below it."""

from __future__ import annotations

from django.urls import include, path

from enhancements.views import (
    assigning,
    concerns,
    dependencies,
    embeds,
    gates,
    help_wanted,
    pages,
    take_overs,
    texts,
)

_TAKE_OVER = [
    path("", take_overs.take_over, name="take-over"),
    path("offer", take_overs.offer_take_over, name="offer-take-over"),
    path("<int:pk>/withdraw", take_overs.withdraw_take_over, name="withdraw-take-over"),
    path("<int:pk>/answer", take_overs.answer_take_over, name="answer-take-over"),
    path("<int:pk>/undo", take_overs.undo_take_over, name="undo-take-over"),
]
_CONCERNS = [
    path("", concerns.raise_concern, name="raise-concern"),
    path("<int:pk>/resolve", concerns.resolve_concern, name="resolve-concern"),
    path("<int:pk>/reopen", concerns.reopen_concern, name="reopen-concern"),
]
_DEPENDENCIES = [
    path("", dependencies.name_dependency, name="name-dependency"),
    path("<int:pk>/drop", dependencies.drop_dependency, name="drop-dependency"),
]
urlpatterns = [
    path("", pages.enhancement_page, name="enhancement"),
    path("badge.svg", embeds.enhancement_badge, name="enhancement-badge"),
    path("card.svg", embeds.enhancement_card, name="enhancement-card"),
    path("who/", assigning.people_page, name="enhancement-people"),
    path("document/", texts.document_page, name="document"),
    path("discussion/", texts.discussion_page, name="discussion"),
    path("help/", help_wanted.enhancement_help, name="enhancement-help"),
    path("take-over/", include(_TAKE_OVER)),
    path("concerns/", include(_CONCERNS)),
    path("dependencies/", include(_DEPENDENCIES)),
    path("gates/", gates.link_gate, name="link-gate"),
]
