"""The drift list: what it shows, and mending through preview and outbox."""

from __future__ import annotations

import re
import uuid
from html import unescape

import pytest
from django.utils import timezone

from enhancements.actions import outbox
from enhancements.models import Event, Outgoing, Project
from tests.support.merging import LABEL, Merging, decide, own
from tests.support.parts import play
from tests.support.tracked import day

pytestmark = [pytest.mark.django_db]
PAGE = "/demo/v1.9/drift/"


@pytest.fixture
def hub(demo):
    """#10 has another stage's label than its plan; #11 has the other SIG's alone."""
    found = Merging(demo)
    Project.objects.update(profile="sample")
    first = found.main.items.get(number=10)
    found.event(first, "labeled", day(5), "stage/beta")
    found.event(first, "labeled", day(5), "sig/compute")
    second = found.main.items.get(number=11)
    found.event(second, "labeled", day(5), "stage/alpha")
    found.event(second, "labeled", day(5), "sig/network")
    found.settled()
    return found


def text(answer):
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def ids(client):
    page = client.get(PAGE).content.decode()
    return re.findall(r'name="row" value="([0-9a-f]{16})"', page)


def batch(answer):
    return re.search(r'name="batch" value="([^"]+)"', answer.content.decode())[1]


def mend(client, *rows, **form):
    return client.post(f"{PAGE}mend", {"row": rows, **form})


def play_team(client, monkeypatch):
    play(client, monkeypatch, "release-shadow")


@pytest.mark.usefixtures("hub")
def test_list_says_who_is_right_and_what_to_type(client):
    shown = text(client.get(PAGE))
    assert "2 disagreements in 2 entries" in shown
    assert "Document Alpha in v1.9 since" in shown
    assert "Labels stage/beta since" in shown
    assert "/stage alpha" in shown
    assert "/sig compute" in shown
    assert 'name="row"' not in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("hub")
def test_past_shows_what_disagreed_then(client):
    shown = text(client.get(PAGE, {"as_of": day(4).isoformat()}))
    assert "stage/beta" not in shown.partition("Filters")[0]


@pytest.mark.usefixtures("hub")
def test_filters_and_files_agree_with_the_list(client):
    shown = text(client.get(PAGE, {"field": "SIG"}))
    assert "1 disagreement of 2 in 1 entry" in shown
    rows = client.get(PAGE, {"field": "SIG", "format": "json"}).json()["rows"]
    assert [(row["key"], row["field"], row["commands"]) for row in rows] == [
        ("11", "sig", ["/sig compute"])
    ]
    lines = client.get(PAGE, {"format": "csv"}).content.decode().splitlines()
    assert lines[0].startswith("# http://testserver/demo/v1.9/drift/")
    assert len(lines) == 4


def test_page_takes_a_fixed_number_of_statements(
    hub, client, django_assert_num_queries
):
    client.get(PAGE)
    with django_assert_num_queries(10):
        client.get(PAGE)
    for number in (7, 8, 9):
        hub.code_pull(number, own(10))
    hub.settled()
    with django_assert_num_queries(10):
        assert "4 disagreements" not in text(client.get(PAGE))


def test_empty_page_says_what_is_missing(demo, client):
    demo.track("documents")
    demo.commit({"veps/sig-a/10-x/vep.md": b"# VEP #10: X\n"}, day(1))
    demo.sync()
    assert client.get(PAGE).status_code == 404
    Merging(demo)
    shown = text(client.get("/demo/v1.10/drift/"))
    assert "Nothing disagrees" in shown or "disagreement" in shown


@pytest.mark.usefixtures("hub")
def test_preview_writes_nothing_and_apply_writes_once(client, monkeypatch):
    play_team(client, monkeypatch)
    rows = ids(client)
    assert len(rows) == 2
    preview = mend(client, *rows, "0" * 16)
    shown = text(preview)
    assert "demo/enhancements#10 adds stage/alpha; takes off stage/beta" in shown
    assert "It is not so any more" in shown
    assert Outgoing.objects.count() == 0

    given = {"do": "apply", "batch": batch(preview)}
    assert mend(client, *rows, **given).status_code == 303
    assert mend(client, *rows, **given).status_code == 303  # Sent twice.
    found = Outgoing.objects.order_by("number")
    assert [(row.number, row.payload, row.is_dry, row.by) for row in found] == [
        (10, {"add": ["stage/alpha"], "remove": ["stage/beta"]}, False, "player"),
        (11, {"add": ["sig/compute"], "remove": []}, False, "player"),
    ]
    events = Event.objects.filter(kind="drift-mended").order_by("pk")
    assert [event.by for event in events] == ["player"] * 2
    assert events[0].old == {"document": "Alpha in v1.9", "label": "stage/beta"}


@pytest.mark.usefixtures("hub")
def test_is_dry_where_the_tracker_does_not_act(client, monkeypatch):
    Project.objects.update(commands="read")
    play_team(client, monkeypatch)
    rows = ids(client)
    preview = mend(client, *rows)
    assert "This is a dry run" in text(preview)
    mend(client, *rows, do="apply", batch=batch(preview))
    assert set(Outgoing.objects.values_list("is_dry", flat=True)) == {True}
    assert outbox.with_due(now=timezone.now()) == []
    assert "Only shown" in text(client.get(PAGE))


@pytest.mark.usefixtures("hub")
def test_filters_that_nothing_meets_do_not_say_that_nothing_disagrees(client):
    shown = text(client.get(PAGE, {"field": "Milestone"}))
    assert "None with these filters" in shown
    assert "Nothing disagrees" not in shown


def test_contact_of_the_text_is_assigned_from_the_list(hub, client, monkeypatch):
    first = hub.main.items.get(number=10)
    hub.event(first, "unlabeled", day(6), "stage/beta")
    hub.event(first, "labeled", day(6), "stage/alpha")
    hub.edit(first, "**Primary contact (assignee)**:\n/assign @rita", day(6))
    hub.settled()
    shown = text(client.get(PAGE, {"field": "Assignees"}))
    assert "Tracking issue @rita" in shown
    assert "Assignees nobody" in shown
    assert "/assign @rita" in shown
    play_team(client, monkeypatch)
    (row,) = re.findall(
        r'name="row" value="([0-9a-f]{16})"',
        client.get(PAGE, {"field": "Assignees"}).content.decode(),
    )
    preview = mend(client, row)
    assert "demo/enhancements#10 assigns rita" in text(preview)
    mend(client, row, do="apply", batch=batch(preview))
    one = Outgoing.objects.get()
    assert (one.kind, one.payload) == ("assignees", {"add": ["rita"], "remove": []})
    assert "demo/enhancements#10 assigns rita" in text(client.get(PAGE))

    hub.event(first, "assigned", day(7), "ann")
    hub.settled()
    shown = text(client.get(PAGE, {"field": "Assignees"}))
    assert "Who is assigned counts before whom the issue's text names." in unescape(
        shown
    )
    before = client.get(PAGE, {"field": "Assignees", "as_of": day(6).isoformat()})
    assert "Assignees nobody" in text(before)
    hub.event(first, "assigned", day(8), "rita")
    hub.settled()
    assert "Assignees nobody" not in text(client.get(PAGE))


@pytest.mark.usefixtures("hub")
def test_list_is_in_the_language_of_the_reader_and_what_is_kept_is_english(
    client, monkeypatch, settings
):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    play_team(client, monkeypatch)
    rows = ids(client)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    assert ids(client) == rows
    shown = text(client.get(PAGE, {"field": "Stage"}))
    assert "1 Widerspruch von 2 in 1 Eintrag" in shown
    assert "Was für v1.9 geplant ist, zählt vor dem Label." in shown
    assert "stage/alpha hinzufügen; stage/beta entfernen" in shown
    assert "/stage alpha" in shown

    preview = mend(client, *rows)
    assert "Stufe von Entry 10" in text(preview)
    given = {"do": "apply", "batch": batch(preview)}
    assert mend(client, *rows, **given).status_code == 303
    event = Event.objects.filter(kind="drift-mended").earliest("pk")
    assert event.subject == "demo/enhancements#10 Stage"
    assert event.old == {"document": "Alpha in v1.9", "label": "stage/beta"}
    assert event.new["write"] == "adds stage/alpha; takes off stage/beta"
    assert "demo/enhancements#10 stage/alpha hinzufügen" in text(client.get(PAGE))


def test_what_changed_since_the_preview_is_not_written(hub, client, monkeypatch):
    play_team(client, monkeypatch)
    rows = ids(client)
    preview = mend(client, *rows)
    first = hub.main.items.get(number=10)
    hub.event(first, "unlabeled", day(6), "stage/beta")
    hub.settled()
    mend(client, *rows, do="apply", batch=batch(preview))
    assert [row.number for row in Outgoing.objects.all()] == [11]


def test_cancelled_while_nobody_has_begun(hub, client, monkeypatch):
    play_team(client, monkeypatch)
    rows = ids(client)
    mend(client, *rows, do="apply", batch=batch(mend(client, *rows)))
    first, second = Outgoing.objects.order_by("number")
    outbox.claim(repository=hub.main, now=timezone.now())
    cancel = f"{PAGE}cancel"
    assert client.post(cancel, {"id": first.pk}).status_code == 400
    assert client.post(cancel, {"id": second.pk}).status_code == 303
    assert client.post(cancel, {"id": second.pk}).status_code == 400
    assert client.post(cancel, {"id": "x"}).status_code == 400
    second.refresh_from_db()
    assert second.error == "Cancelled by @player before it was written."
    assert "Given up" in text(client.get(PAGE))


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (("release-shadow", ""), 303),
        (("sig-lead", "compute"), 303),
        (("sig-lead", "network"), 403),
        (("release-docs", ""), 403),
        (("owner", "10"), 403),
    ],
)
def test_only_those_of_the_table_mend(client, monkeypatch, who, status):
    role, where = who
    play(client, monkeypatch, "release-shadow")
    rows = ids(client)
    play(client, monkeypatch, role, where={role: where})
    preview = mend(client, *rows)
    assert ('name="do" value="apply"' in preview.content.decode()) is (status == 303)
    given = {"do": "apply", "batch": str(uuid.uuid4())}
    assert mend(client, *rows, **given).status_code == status
    assert Outgoing.objects.exists() is (status == 303)


def test_label_set_by_hand_is_listed(hub, client):
    item = hub.code_pull(7, own(12))
    hub.event(item, "labeled", day(6), LABEL, actor=hub.person("rita"))
    hub.settled()
    shown = text(client.get(PAGE))
    assert "approved-vep is on it; @rita set it by hand" in shown
    assert "It was set by hand, and is kept until somebody takes it off." in shown
    assert LABEL in text(client.get("/demo/12/")).lower()


def test_label_that_lacks_is_listed_until_the_decision_goes(hub, client):
    hub.code_pull(7, own(10))
    hub.settled()
    assert "Label of demo/code#7" in text(client.get(PAGE))
    decide(10, "removed")
    assert "Label of demo/code#7" not in text(client.get(PAGE))
