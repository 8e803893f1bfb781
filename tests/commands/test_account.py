"""`manage.py account`, and what is forgotten by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from enhancements import tasks
from enhancements.actions import accounts
from enhancements.models import Account, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return accounts.sign_in(github_id=12, login="Ann", name="")


@pytest.mark.usefixtures("account")
def test_operator_ends_and_restores(capsys):
    for word in ("end", "end", "restore"):
        call_command("account", "ann", f"--{word}", "left the project")
        assert Account.objects.get().is_active is (word == "restore")
    call_command("account", "12")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(";")[0] for line in lines] == [
        "Ann (GitHub user 12) was ended",
        "Ann (GitHub user 12) was ended",
        "Ann (GitHub user 12) may sign in",
        "Ann (GitHub user 12) may sign in",
    ]
    told = Event.objects.order_by("pk").values_list("kind", "reason")[1:]
    assert list(told) == [
        ("account-ended", "left the project"),
        ("account-restored", "left the project"),
    ]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["bob"], "Nobody has signed in here as “bob”"),
        ([""], "Nobody has signed in"),
        (["13", "--end", "x"], "Nobody has signed in"),
        (["ann", "--end", "  "], "Say why"),
    ],
)
def test_what_cannot_be_done_is_said(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("account", *words)
    assert Account.objects.get().is_active


def test_sessions_that_hold_no_longer_are_forgotten():
    now = timezone.now()
    for name, days in (("old", -1), ("new", 1)):
        end = now + dt.timedelta(days=days)
        Session.objects.create(session_key=name, session_data="", expire_date=end)

    tasks.forget_old_sessions()

    assert [one.session_key for one in Session.objects.all()] == ["new"]
