"""The samples have saved views before anybody tries them out."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.management import demo_views
from enhancements.models import Person, SavedView
from enhancements.queries import frame, moments
from enhancements.queries.search import narrowing
from enhancements.sample.cast import LEADS
from tests.support.boards import fill
from tests.support.tracked import day
from tests.views.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.django_db
HOST = "https://hub.example"


def test_lead_saved_views_that_can_be_read_and_nothing_is_done_twice(demo):
    fill(demo, 3)
    lead = LEADS["sample"]
    given = {"project": demo.project, "lead": lead, "host": HOST}
    demo_views.save_some(**given)
    assert not SavedView.objects.exists()

    Person.objects.create(host=HOST, github_id=5, login=lead, told_at=day(1))
    demo_views.save_some(**given)
    demo_views.save_some(**given)
    rows = SavedView.objects.order_by("number")
    assert [(row.number, row.owner, row.audience) for row in rows] == [
        (number, lead, "everybody") for number in (1, 2, 3, 4)
    ]
    assert rows[3].query == "saved:1 -has:docs-pr"
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    for row in rows:
        assert narrowing.read(setting, {"text": [row.query]}).searched is not None
