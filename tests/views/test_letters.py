"""The texts of a release's letters: read by everybody, worded by the release's lead."""

from __future__ import annotations

import html
import json
import re

import pytest

from enhancements.models import Event, ReleaseLetter
from enhancements.profiles.role_rules import RELEASE_LEAD, RELEASE_SHADOW
from tests.support.answers import words
from tests.support.boards import days
from tests.support.commented import commented, text_of
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.9/letters/"
NAME = "reminder-not-met"
OURS = "Hello {{#owners}}{{login}} {{/owners}}about {{title}}, /close"


@pytest.fixture(scope="module")
def told(shared):
    """Three entries; #1 and #3 of SIG compute are at risk at the code freeze."""
    commented(shared, 3)
    shared.begin()
    return shared


@pytest.fixture
def lead(client, monkeypatch, told):  # noqa: ARG001 - for its effect
    play(client, monkeypatch, RELEASE_LEAD)
    return client


def box(answer, name: str) -> str:
    """What a field of the page holds."""
    found = re.search(
        rf'<textarea[^>]*id="{name}"[^>]*>\n?(.*?)</textarea>',
        answer.content.decode(),
        re.DOTALL,
    )
    return html.unescape(found[1]) if found else ""


def put(client, do: str = "save", *, name: str = NAME, seen: int | None = None, **more):
    last = ReleaseLetter.objects.filter(name=name, until=None).first()
    given = {"value-text": OURS, "value-commands": "", "reason": "Shorter."} | more
    stands = last.pk if last else 0
    seen = stands if seen is None else seen
    return client.post(PAGE, {"name": name, "do": do, "seen": seen, **given})


@pytest.mark.usefixtures("told")
def test_everybody_reads_the_texts(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        answer = client.get(PAGE)
    text = words(answer)
    assert "All are those of kubevirt.letters.toml" in text
    assert "Reminder: not met As the profile" in text
    assert "Weekly status As the profile" in text
    assert "Sign in first" in text
    assert "Change…" not in text
    assert "{{#checks}}" in box(answer, f"{NAME}-text")
    assert client.get(f"{PAGE}?edit={NAME}").status_code == 200
    assert b'id="form"' not in client.get(f"{PAGE}?edit={NAME}").content
    assert client.get("/demo/v7.7/letters/").status_code == 404


@pytest.mark.usefixtures("told")
def test_who_may_not_reads_why(client, monkeypatch):
    play(client, monkeypatch, RELEASE_SHADOW)
    said = "Only the lead of v1.9 changes the texts of comments and announcements."
    assert said in words(client.get(PAGE))
    assert put(client).status_code == 403
    assert not ReleaseLetter.objects.exists()


@pytest.mark.usefixtures("told")
def test_who_is_not_signed_in_loses_nothing(client):
    answer = put(client)
    assert answer.status_code == 403
    assert OURS in html.unescape(answer.content.decode())


def test_text_is_seen_with_a_real_entry_before_it_is_used(lead):
    opened = lead.get(f"{PAGE}?edit={NAME}")
    assert "{{#checks}}" in box(opened, "f-text")
    assert "{{#checks}} … {{/checks}}" in words(opened)

    answer = put(lead, "preview")

    assert answer.status_code == 200
    assert "How it would read for Thing 1" in words(answer)
    # What an entry is called does nothing, whatever the text around it is.
    assert box(answer, "p-text") == "Hello @olga about Thing 1, /close"
    assert box(answer, "f-text") == OURS
    assert not ReleaseLetter.objects.exists()

    other = put(lead, "preview", item="e-2-")
    assert "How it would read for Thing 2" in words(other)
    assert "it would get another text" in words(other)


def test_text_is_used_for_this_release_from_now_on(lead):
    before = text_of(lead, 1)
    answer = put(lead)
    assert answer.status_code == 303
    assert answer["Location"] == f"{PAGE}?saved={NAME}#{NAME}"

    text = words(lead.get(answer["Location"]))
    assert "“Reminder: not met” is changed" in text
    assert "1 text is worded for v1.9 alone" in text
    assert "Changed by @player on" in text
    assert text_of(lead, 1) == "Hello @olga about Thing 1, /close"
    page = words(lead.get("/demo/v1.9/comments/"))
    assert "1 of them in words of v1.9 alone: read them ." in page
    # What was said before is as it was.
    past = f"?as_of={days(-1):%Y-%m-%dT%H:%M:%SZ}"
    assert text_of(lead, 1, past) == before
    assert "All are those of" in words(lead.get(f"{PAGE}{past}"))
    event = Event.objects.get(kind="letter-changed")
    assert (event.by, event.reason) == ("player", "Shorter.")


def test_one_freeze_may_have_its_own_text(lead):
    opened = lead.get(PAGE, {"edit": NAME, "freeze": "code-freeze"})
    assert "Reminder: not met, at the code freeze" in words(opened)
    assert put(lead, name=f"{NAME}.code-freeze").status_code == 303
    assert text_of(lead, 1).startswith("Hello @olga about")
    past = text_of(lead, 1, "?freeze=enhancements-freeze&kind=reminder")
    assert not past.startswith("Hello")
    for name in (f"{NAME}.tea", "tea", f"{NAME}."):
        assert lead.get(PAGE, {"edit": name}).status_code == 404
        assert put(lead, name=name).status_code == 404


def test_mistakes_stand_beside_the_text_with_their_line(lead):
    wrong = "Hello,\n\nabout {{tittle}} and {{owners}}"
    answer = put(lead, **{"value-text": wrong, "value-commands": "/milestone clear"})
    assert answer.status_code == 400
    text = words(answer)
    assert "2 mistakes, told beside the text. Nothing is changed." in text
    assert "The text: line 3: there is no name 'tittle'. Did you mean title?" in text
    assert "about {{tittle}} and {{owners}}" in text
    assert "nobody hears '/milestone clear' in this project" in text
    assert box(answer, "f-text") == wrong
    assert 'aria-describedby="h-text m-text" aria-invalid' in answer.content.decode()
    assert put(lead, **{"value-text": "\x00"}).status_code == 400
    assert put(lead, **{"value-text": "x" * 30_000}).status_code == 400
    assert not ReleaseLetter.objects.exists()


def test_reason_is_asked_for(lead):
    answer = put(lead, reason=" ")
    assert answer.status_code == 400
    assert "Say why" in words(answer)
    assert not ReleaseLetter.objects.exists()


def test_change_is_undone_and_the_profile_put_back(lead):
    put(lead)
    put(lead, **{"value-text": "Two."})
    assert text_of(lead, 1) == "Two."
    assert put(lead, "undo").status_code == 303
    assert text_of(lead, 1).startswith("Hello @olga about")
    assert put(lead, "restore", reason="").status_code == 400
    assert put(lead, "restore").status_code == 303
    assert "All are those of" in words(lead.get(PAGE))
    assert "4 changes" in words(lead.get(PAGE))
    earlier = ReleaseLetter.objects.get(parts__text="Two.")
    opened = lead.get(PAGE, {"edit": NAME, "edition": earlier.pk})
    assert box(opened, "f-text") == "Two."


def test_what_somebody_else_changed_is_not_overwritten(lead):
    put(lead, reason="Theirs.")
    for do in ("save", "preview", "restore"):
        answer = put(lead, do, seen=0, **{"value-text": "Mine."})
        assert answer.status_code == 409
        text = words(answer)
        assert "player changed this text while you were at it" in text
        assert "Theirs." in text
        assert box(answer, "f-text") == "Mine."
        assert box(answer, "c-text") == OURS
    assert put(lead, "undo", seen=0).status_code == 404
    stands = ReleaseLetter.objects.get(until=None)
    assert stands.parts["text"] == OURS
    assert f'name="seen" value="{stands.pk}"' in answer.content.decode()


def test_announcement_is_worded_and_shown_with_its_numbers(lead):
    parts = {
        "value-subject": "{{release}}: {{light}}",
        "value-text": "{{#statuses}}\n{{status}} {{count}}\n{{/statuses}}",
        "value-chat": "{{total}}",
    }
    answer = put(lead, "preview", name="weekly", **parts)
    assert answer.status_code == 200, words(answer)
    assert box(answer, "p-body") == "At risk 2\nMet 1"
    assert put(lead, name="weekly", **parts).status_code == 303
    assert box(lead.get("/demo/v1.9/announcements/"), "weekly-body") == (
        "At risk 2\nMet 1"
    )
    out = put(lead, "preview", name="outreach", **parts | {"value-subject": "{{sig}}"})
    assert out.status_code == 400
    parts |= {"value-subject": "Hi {{sig}}", "value-text": "{{total}}"}
    out = put(lead, "preview", name="outreach", **parts)
    assert "How it would read for SIG compute now" in words(out)


def test_wording_that_cannot_be_read_any_more_gives_way(lead):
    put(lead)
    stands = ReleaseLetter.objects.get(until=None)
    place = {"release": stands.release, "by": "old", "since": days(-1)}
    ReleaseLetter.objects.create(
        name="reminder-met", parts={"text": "{{gone}}", "commands": ""}, **place
    )
    ReleaseLetter.objects.create(name="no-such", parts={"text": "x"}, **place)
    text = words(lead.get(PAGE))
    assert "The words of v1.9 cannot be read any more" in text
    assert "there is no name 'gone'" in text
    assert text_of(lead, 2).startswith("@olga this VEP has what")


def test_texts_are_had_as_a_file(lead):
    put(lead)
    rows = json.loads(lead.get(f"{PAGE}?format=json").content)["rows"]
    by_name = {row["name"]: row for row in rows}
    assert by_name[NAME]["is_own"] is True
    assert by_name[NAME]["text"] == OURS
    assert by_name[NAME]["changed_by"] == "player"
    assert by_name["weekly"]["subject"] == (
        "{{project}} {{release}}, enhancements: {{light}}"
    )
    assert by_name["weekly"]["is_own"] is False


# --- Texts of one part ----------------------------------------------------------------

CHECK_IN = "check-in"


@pytest.mark.usefixtures("told")
def test_check_ins_clean_up_and_exceptions_have_texts_too(client):
    answer = client.get(PAGE)
    text = words(answer)
    assert "Check-ins, clean-up and exceptions" in text
    assert "Check-in of an entry As the profile" in text
    assert "Exception: comment on the tracking issue As the profile" in text
    assert "Exception: subject of the mail that asks As the profile" in text
    assert "**{{how}}** for {{release}}" in box(answer, f"{CHECK_IN}-text")
    rows = {
        row["name"]: row for row in client.get(f"{PAGE}?format=json").json()["rows"]
    }
    assert rows["exception-mail"]["text"] == ""
    assert "{{release}}" in rows["exception-mail"]["subject"]
    assert "{{title}}" in rows["clean-up-done"]["text"]


def test_text_of_one_part_is_seen_with_invented_values_before_it_is_used(lead):
    opened = lead.get(f"{PAGE}?edit={CHECK_IN}")
    assert "{{because}}" in words(opened)
    assert "Slash commands" not in words(opened)
    given = {"name": CHECK_IN, "value-text": "{{login}}: {{how}}, {{because}}"}
    seen = put(lead, "preview", **given)
    assert "How it would read, with invented values" in words(seen)
    assert box(seen, "p-text") == "@somebody: At risk, A review is missing."
    assert not ReleaseLetter.objects.exists()
    saved = put(lead, **given)
    assert saved.status_code == 303
    assert "From now on v1.9 says it in its own words" in words(
        lead.get(saved["Location"])
    )
    row = ReleaseLetter.objects.get()
    assert (row.name, row.parts) == (CHECK_IN, {"text": given["value-text"]})
    put(lead, "undo", name=CHECK_IN)
    assert ReleaseLetter.objects.get(until=None).parts is None


@pytest.mark.parametrize(
    ("name", "more", "sentence"),
    [
        (CHECK_IN, {"value-text": "{{title}}"}, "title"),
        ("exception-comment", {"value-text": ""}, "The text is empty"),
        ("exception-mail", {"value-subject": "{{said}}"}, "said"),
    ],
)
def test_text_of_one_part_that_cannot_be_read_is_refused(lead, name, more, sentence):
    answer = put(lead, name=name, **more)
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert not ReleaseLetter.objects.exists()


@pytest.mark.parametrize("name", ["check-in.code-freeze", "clean-up-", "clean-up-x"])
def test_text_of_one_part_that_there_is_not_is_unknown(lead, name):
    assert put(lead, name=name).status_code == 404
