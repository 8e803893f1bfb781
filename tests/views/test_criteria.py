"""What freezes ask: read by everybody, changed by the release's lead."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from enhancements.actions import criteria
from enhancements.models import Event, Release, ReleaseCriteria
from enhancements.profiles.role_rules import RELEASE_LEAD, RELEASE_SHADOW
from tests.support.answers import words
from tests.support.parts import play
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.9/board/criteria"
DATES = {"freeze": "2027-01-10", "code": "2027-02-20", "out": "2027-03-20"}


@pytest.fixture(scope="module")
def told(shared):
    """Release v1.9 with two entries, neither of which names an owner."""
    path = "releases/v1.9/schedule.yaml"
    shared.commit({path: schedule(**DATES)}, day(1), kind="schedules")
    documents = {
        "veps/sig-compute/10-warm/vep.md": vep(10, owners="\n- @ann\n", alpha="v1.9"),
        "veps/sig-compute/11-cold/vep.md": vep(11, "Cold", alpha="v1.9"),
    }
    shared.commit(documents, day(2))
    shared.track()
    shared.sync()
    shared.begin()
    return shared


@pytest.fixture
def lead(client, monkeypatch, told):  # noqa: ARG001 - for its effect
    play(client, monkeypatch, RELEASE_LEAD)
    return client


def release() -> Release:
    return Release.objects.get(name="v1.9")


def standing() -> ReleaseCriteria:
    return criteria.in_force(release=release())


def asked(deadline: str = "code-freeze") -> dict[str, dict]:
    """The checks of a freeze as they stand, by key."""
    [freeze] = [one for one in standing().freezes if one["deadline"] == deadline]
    return {row["key"]: row for row in freeze["checks"]}


def typed(client, **query: str) -> dict[str, list[str]]:
    """What the form that the address opens would send as it is."""
    text = client.get(PAGE, query).content.decode()
    [form] = re.findall(
        r'<form method="post" action="[^"]*criteria.*?</form>', text, re.DOTALL
    )
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        given = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if given.get("type") == "checkbox" and not re.search(r"\bchecked\b", tag):
            continue
        if "name" in given and given["name"] != "csrfmiddlewaretoken":
            value = html.unescape(given.get("value", ""))
            found.setdefault(given["name"], []).append(value)
    for name, body in re.findall(
        r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea', form, re.DOTALL
    ):
        found[name] = [html.unescape(body)]
    for name, body in re.findall(
        r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select', form, re.DOTALL
    ):
        found[name] = re.findall(r'value="([^"]*)" selected', body)
    return found


def test_everybody_reads_what_is_asked(client, told, django_assert_num_queries):  # noqa: ARG001 - told for its effect
    with django_assert_num_queries(3):
        text = words(client.get(PAGE))

    assert "What the freezes of v1.9 ask" in text
    assert "nobody has changed it" in text
    assert "Sign in first" in text
    assert "Add a check to" not in text


def test_who_may_not_reads_why(client, monkeypatch, told, django_assert_num_queries):  # noqa: ARG001 - the same
    play(client, monkeypatch, RELEASE_SHADOW)
    client.get(PAGE)  # It notes the visit.
    with django_assert_num_queries(5):  # Session and account are two of them.
        text = words(client.get(PAGE))

    assert "Only the lead of v1.9 changes what a freeze asks for." in text
    assert "Add a check to" not in text
    opened = client.get(PAGE, {"freeze": "code-freeze", "change": "code-merged"})
    assert opened.status_code == 200
    assert 'name="reason"' not in opened.content.decode()
    assert client.post(PAGE, {"act": "restore"}).status_code == 403


def test_form_as_it_is_changes_nothing(lead):
    for key in asked():
        form = typed(lead, freeze="code-freeze", change=key)
        answer = lead.post(PAGE, {**form, "do": "save", "reason": "Nothing."})
        assert answer.status_code == 303, words(answer)
    assert ReleaseCriteria.objects.filter(release=release()).count() == 1


def test_lead_changes_a_check(lead):
    form = typed(lead, freeze="code-freeze", change="code-merged")
    form |= {"with.accept": ["merged"], "stages": ["beta", "stable"], "counts": []}
    answer = lead.post(PAGE, {**form, "do": "save", "reason": "Agreed in the call."})

    assert answer.status_code == 303
    row = asked()["code-merged"]
    assert (row["with"]["accept"], row["stages"], row["counts"]) == (
        "merged",
        ["beta", "stable"],
        False,
    )
    event = Event.objects.get(kind=Event.Kind.CRITERIA_CHANGED)
    assert (event.by, event.reason) == ("player", "Agreed in the call.")
    text = words(lead.get(answer["Location"].partition("#")[0]))
    assert "The change is made" in text
    assert "player : Agreed in the call." in text
    assert "counts from yes to no" in text
    assert "removed to beta, stable" in text
    assert "accept from ready to merged" in text


def test_why_is_required_and_what_was_typed_stays(lead):
    form = typed(lead, freeze="code-freeze", change="code-merged")
    answer = lead.post(PAGE, {**form, "title": "All code", "do": "save", "reason": " "})

    assert answer.status_code == 400
    assert "Say why" in words(answer)
    assert 'value="All code"' in answer.content.decode()
    assert ReleaseCriteria.objects.filter(until__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("with.accept", "perhaps", "Write one of ready, merged"),
        ("key", "Not A Key", "Write a plain word in lower case"),
        ("title", "", "Write a text; it may not be empty"),
        ("from_release", "soon", "Write a release such as v1.9"),
        ("stages", "gamma", "Write some of alpha"),
    ],
)
def test_mistakes_stand_beside_their_field(lead, field, value, sentence):
    form = typed(lead, freeze="code-freeze", change="code-merged")
    answer = lead.post(PAGE, {**form, field: value, "do": "save", "reason": "Because."})
    text = answer.content.decode()

    assert answer.status_code == 400
    [said] = re.findall(rf'id="e-{field}-1"[^>]*>.*?</svg>([^<]*)<', text, re.DOTALL)
    assert html.unescape(said).startswith(sentence)
    assert "Because." in text


def test_key_that_is_taken_is_said_beside_it(lead):
    form = typed(lead, freeze="code-freeze", add="code-merged")
    answer = lead.post(PAGE, {**form, "do": "save", "reason": "Twice."})

    assert answer.status_code == 400
    assert "is there twice" in words(answer)
    assert 'id="e-key-1"' in answer.content.decode()


def test_mistakes_are_told_in_the_language_of_the_reader(lead, settings):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    form = typed(lead, freeze="code-freeze", add="code-merged")
    form |= {"do": ["save"], "reason": ["Twice."], "from_release": ["soon"]}
    answer = lead.post(PAGE, form, headers={"accept-language": "de"})

    assert answer.status_code == 400
    text = answer.content.decode()
    for field, said in (
        ("key", "Den Schlüssel 'code-merged' gibt es zweimal"),
        ("from_release", "Schreibe ein Release wie v1.9; da steht 'soon'."),
    ):
        [told] = re.findall(
            rf'id="e-{field}-1"[^>]*>.*?</svg>([^<]*)<', text, re.DOTALL
        )
        assert html.unescape(told).startswith(said)


def test_lead_adds_and_removes_a_check(lead):
    form = typed(lead, freeze="code-freeze", add="people-named")
    form |= {"with.fields": ["owners"], "do": ["save"], "reason": ["Owners answer."]}
    assert lead.post(PAGE, form).status_code == 303
    assert asked()["people-named"]["with"]["fields"] == ["owners"]

    form = typed(lead, freeze="code-freeze", remove="people-named")
    form |= {"do": ["save"], "reason": ["They do not."]}
    assert lead.post(PAGE, form).status_code == 303
    assert "people-named" not in asked()
    text = words(lead.get(PAGE))
    assert "2 changes" in text


def test_last_check_of_a_freeze_cannot_be_removed(lead):
    keys = (
        list(asked("docs-freeze")) if "docs-freeze" in str(standing().freezes) else []
    )
    first, *rest = keys or list(asked())
    freeze = "docs-freeze" if keys else "code-freeze"
    for key in rest:
        form = typed(lead, freeze=freeze, remove=key)
        assert lead.post(PAGE, {**form, "do": "save", "reason": "x"}).status_code == 303
    form = typed(lead, freeze=freeze, remove=first)
    answer = lead.post(PAGE, {**form, "do": "save", "reason": "x"})
    assert answer.status_code == 400
    assert "write at least one check" in words(answer)


def test_preview_counts_the_entries_that_would_change(lead):
    form = typed(lead, freeze="code-freeze", add="people-named")
    form |= {"with.fields": ["owners"], "do": ["preview"]}
    answer = lead.post(PAGE, form)
    text = words(answer)

    assert answer.status_code == 200
    assert re.search(r"\d+ entr(y|ies) of 2 would change", text)
    assert "Nothing is changed yet." in text
    assert "people-named" not in asked()


def test_second_of_two_sees_both_and_chooses(lead):
    mine = typed(lead, freeze="code-freeze", change="code-merged")
    before = standing()
    other = [dict(one) for one in before.freezes]
    other[-1] = {**other[-1], "hard": not other[-1]["hard"]}
    criteria.change(
        release=release(),
        freezes=other,
        by="bea",
        reason="Hers.",
        seen=before.pk,
        now=before.since.now(before.since.tzinfo),
    )
    mine |= {
        "title": ["My title"],
        "do": ["save"],
        "reason": ["Mine."],
        "seen": [str(before.pk)],
    }
    answer = lead.post(PAGE, mine)
    text = words(answer)

    assert answer.status_code == 409
    assert "bea changed the criteria while you were at it" in text
    assert "hard from" in text
    assert "title from" in text
    assert standing().by == "bea"
    seen = re.findall(r'name="seen" value="(\d+)"', answer.content.decode())
    assert lead.post(PAGE, {**mine, "seen": seen}).status_code == 303
    assert asked()["code-merged"]["title"] == "My title"
    assert standing().freezes[-1]["hard"] is other[-1]["hard"]


def test_restore_asks_what_the_profile_asks(lead):
    first = standing().freezes
    form = typed(lead, freeze="code-freeze", remove="code-merged")
    lead.post(PAGE, {**form, "do": "save", "reason": "Away."})
    assert "1 difference from what the profile asks today" in words(lead.get(PAGE))

    form = typed(lead, restore="yes")
    assert lead.post(PAGE, {**form, "do": "save", "reason": "Back."}).status_code == 303
    assert standing().freezes == first


def test_page_of_the_past_shows_what_was_asked_then(lead):
    form = typed(lead, freeze="code-freeze", change="code-merged")
    lead.post(PAGE, {**form, "title": "Another title", "do": "save", "reason": "x"})

    then = words(lead.get(PAGE, {"as_of": "2026-06-01"}))
    assert "Another title" not in then
    assert "Add a check" not in then
    assert "it is changed as of now" in then
    assert "Another title" in words(lead.get(PAGE))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"freeze": "x", "change": "code-merged"}, "There is no freeze “x”"),
        ({"freeze": "code-freeze", "change": "x"}, "has no check “x” to change"),
        ({"freeze": "code-freeze", "add": "x"}, "There is no check “x”"),
    ],
)
def test_forms_of_what_is_not_there_are_not_found(lead, query, sentence):
    answer = lead.get(PAGE, query)
    assert answer.status_code == 404
    assert sentence in words(answer)


def test_what_no_form_says_is_refused(lead):
    assert lead.post(PAGE, {}).status_code == 400
    assert lead.post(PAGE, {"act": "add", "check": "x"}).status_code == 400
    gone = {"act": "remove", "freeze": "code-freeze", "of": "x", "do": "save"}
    assert lead.post(PAGE, gone).status_code == 409
    assert Client().get("/demo/v9.9/board/criteria").status_code == 404
