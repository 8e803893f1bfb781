"""Addresses of exceptions, below those of a release."""

from __future__ import annotations

from django.urls import path

from enhancements.views import exceptions, exceptions_asking, exceptions_deciding

urlpatterns = [
    path("", exceptions.desk, name="exceptions"),
    path("new", exceptions_asking.new, name="exception-new"),
    path("<int:pk>/", exceptions.one, name="exception"),
    path("<int:pk>/correct", exceptions_asking.correct, name="exception-correct"),
    path("<int:pk>/vote", exceptions_deciding.vote, name="exception-vote"),
    path("<int:pk>/decide", exceptions_deciding.decide, name="exception-decide"),
    path("<int:pk>/withdraw", exceptions_deciding.withdraw, name="exception-withdraw"),
    path("<int:pk>/undo", exceptions_deciding.undo, name="exception-undo"),
    path("<int:pk>/evaluate", exceptions_deciding.evaluate, name="exception-evaluate"),
]
