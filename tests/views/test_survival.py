"""Freeze survival: which releases it begins with, and exceptions as reasons."""

from __future__ import annotations

import pytest
from django.test import Client

from enhancements.models import ExceptionRequest, ExceptionState, Record
from tests.support.generated import day
from tests.views.test_reports import page, rows, said, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(HTTP_HOST="localhost")


def test_survival_begins_with_every_release_that_is_out_and_had_entries(client):
    history = story()
    text = page(client, "reports/survival/", as_of=day(150).date().isoformat())
    assert '<h2 class="scope" id="h-said">v1.1</h2>' in text
    # v1.4 came out without an entry, and v1.2 lies between two that had some.
    assert '<h2 class="scope" id="h-said">v1.1 to v1.3</h2>' in page(
        client, "reports/survival/"
    )
    own = history.enhancement(9)
    history.entry(own, 3, since=305)
    assert '<h2 class="scope" id="h-said">v1.1 to v1.4</h2>' in page(
        client, "reports/survival/"
    )


def excepted(history, own, number, state, **more):
    """An exception that was asked for at v1.1, and where it stands from day 65 on."""
    request = ExceptionRequest.objects.create(
        release=history.releases[0], enhancement=own, by="olga", at=day(number)
    )
    given = {"by": "ann", "reason": "Agreed.", "since": day(65), **more}
    ExceptionState.objects.create(request=request, state=state, **given)
    return request.pk


def test_exceptions_are_named_as_the_reason_of_losses(client):
    history = story()
    own = {one.number: one.enhancement for one in Record.objects.all()}
    own[6] = history.enhancement(6, sig="network")
    history.entry(own[6], 0, since=5, until=80, moved_to="v1.2")
    excepted(history, own[2], 40, "approved", granted_until=day(68))
    rejected = excepted(history, own[2], 60, "rejected", reason="Too late.")
    excepted(history, own[3], 60, "withdrawn")
    excepted(history, own[6], 60, "approved", granted_until=day(68))
    excepted(history, own[1], 60, "approved", granted_until=day(68))
    query = {"from": "v1.1", "to": "v1.1"}
    lost = rows(client, "reports/survival/", "losses", **query)
    assert [(r["key"], r["exception"], r["reason"]) for r in lost] == [
        ("3", "withdrawn", "Because of this."),
        ("4", None, "Because of this."),
        ("2", "rejected", "Its exception was rejected by @ann: Too late."),
        (
            *("6", "over"),
            "Its exception was granted until 9 Mar 2024, and it was not met by then.",
        ),
    ]
    text = page(client, "reports/survival/", **query)
    assert said(text)[-1] == (
        "Of 4 losses, 3 had asked for an exception: 1 rejected and 1 over before it was"
        " met."
    )
    assert f"/demo/v1.1/exceptions/{rejected}/" in text
    # On day 62 nobody had decided about any of them, and nothing was lost.
    early = rows(
        client,
        "reports/survival/",
        "losses",
        **query,
        as_of=day(62).date().isoformat(),
    )
    assert early == []
