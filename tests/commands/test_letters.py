"""Letters on the command line, and switching comments on and off."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from enhancements.actions import projects
from enhancements.models import Event, Outgoing, Posting, Project
from enhancements.profiles.role_rules import RELEASE_SHADOW
from tests.support.boards import CODE
from tests.support.commented import commented, put
from tests.support.parts import play

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = io.StringIO()
    call_command("letters", *words, stdout=out)
    return out.getvalue()


def test_comments_and_announcements_are_printed(demo):
    commented(demo, 3)
    every = said("demo", "v1.9")
    assert every.count("===== ") == 3
    one = said("demo", "v1.9", "--entry", "1", "--freeze", CODE, "--kind", "outcome")
    assert one.startswith("===== 1\n\n@olga the **code freeze** of v1.9")
    call = said("demo", "v1.9", "--announcement", "call")
    assert call.startswith("Subject: KubeVirt v1.9: which VEPs shall be in it?\n\n")
    words = ("--announcement", "outreach", "--sig", "network")
    assert said("demo", "v1.9", *words).count("Subject: ") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nothing", "v1.9"), "No project is called nothing."),
        (("demo", "v7.7"), "No source names a release v7.7."),
        (("demo", "v1.9", "--as-of", "never"), "--as-of: "),
        (("demo", "v1.9", "--entry", "99"), "There is no such letter."),
    ],
)
def test_what_there_is_not_is_told(demo, words, told):
    commented(demo, 1)
    with pytest.raises(CommandError, match=told):
        said(*words)


def test_comments_are_switched_on_and_off(client, demo, monkeypatch):
    commented(demo, 2, sent=False)
    project = Project.objects.get()
    projects.set_posts(project=project, is_sent=True, by="ann")
    projects.set_posts(project=project, is_sent=True, by="ann")
    told = Event.objects.get(kind=Event.Kind.COMMANDS_SET)
    assert (told.subject, told.old, told.new) == ("comments", "show", "send")

    play(client, monkeypatch, RELEASE_SHADOW)
    put(client, 1, 2)
    assert Outgoing.objects.filter(is_dry=False).count() == 2
    projects.set_posts(project=project, is_sent=False, by="ann")
    # What was not sent yet never is.
    assert Outgoing.objects.filter(is_dry=False).count() == 0
    assert Posting.objects.filter(cancelled_at=None).count() == 0
