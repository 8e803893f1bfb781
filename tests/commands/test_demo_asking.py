"""What the samples' people were asked stands there before anybody tries them out."""

from __future__ import annotations

import pytest

from enhancements.management import demo_asking
from enhancements.models import Ask, AskAnswer, AskingLadder, Decision
from tests.support.boards import fill
from tests.views.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.django_db


def test_people_were_asked_and_two_have_answered_and_nothing_is_done_twice(demo):
    fill(demo, 5)
    demo_asking.ask(project=demo.project, chairs={"compute": "ann"})
    assert {one.login for one in Ask.objects.all()} == {"ann", "olga"}
    assert AskingLadder.objects.get().by == "ann"
    words = set(AskAnswer.objects.values_list("by", "word"))
    assert words == {("ann", "on-track"), ("olga", "at-risk")}
    assert set(Decision.objects.values_list("kind", flat=True)) == {"check-in"}
    before = Ask.objects.count()
    demo_asking.ask(project=demo.project, chairs={"compute": "ann"})
    assert Ask.objects.count() == before
