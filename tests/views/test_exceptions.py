"""Exceptions through the pages: asked for, corrected, voted on, decided, taken back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enhancements.actions import accounts, release_letters
from enhancements.models import (
    Decision,
    Event,
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionVote,
    Pulse,
)
from tests.support.deciding import FREEZE, desk, step, text, told

if TYPE_CHECKING:
    from tests.support.deciding import Deciding

pytestmark = pytest.mark.django_db
__all__ = ["desk", "told"]
HERE = "/demo/v1.9/exceptions/"
HOST = "https://api.github.com"
# The VEP freeze ends with 10 January 2027 Anywhere on Earth.
REQUEST = {
    "item": "10",
    "freezes": FREEZE,
    "days": "5",
    "q-justification": "Its reviewer was away.",
    "q-impact": "Two teams wait for it.",
    "pulls": "https://github.com/demo/enhancements/pull/7",
    "do": "send",
}


def ask(desk: Deciding, **more: Any) -> Any:
    """Send the form."""
    return desk.client.post(f"{HERE}new", {**REQUEST, **more})


def asked(desk: Deciding, login: str = "olga", **more: Any) -> ExceptionRequest:
    """A request of somebody's."""
    desk.be(login)
    answer = ask(desk, **more)
    assert answer.status_code == 303, text(answer)
    return ExceptionRequest.objects.latest("pk")


def state(request: ExceptionRequest) -> ExceptionState:
    return ExceptionState.objects.get(request=request, until=None)


def post(desk: Deciding, request: ExceptionRequest, act: str, **form: Any) -> Any:
    """Send one of the forms of a request's page."""
    seen = {"seen": str(state(request).pk)}
    return desk.client.post(f"{HERE}{request.pk}/{act}", {**seen, **form})


def decide(desk: Deciding, request: ExceptionRequest, value: str, **form: Any) -> Any:
    given = {"state": value, "reason": "Agreed in the call.", "until": "2027-01-15"}
    return post(desk, request, "decide", **{**given, **form})


def test_owner_asks_and_everybody_reads_it(desk):
    request = asked(desk)
    assert (request.by, state(request).state) == ("olga", "pending")
    desk.be("")
    page = desk.client.get(f"{HERE}{request.pk}/")
    assert page.status_code == 200
    said = text(page)
    assert "Its reviewer was away." in said
    assert "until the end of 15 Jan AoE" in said
    assert "Nobody has voted yet" in said
    listed = text(desk.client.get(HERE))
    assert "Entry 10" in listed
    assert "5 days asked, to 15 Jan" in listed
    event = Event.objects.get(kind="exception-asked")
    assert (event.by, event.new["days"]) == ("olga", 5)


def test_page_is_in_the_language_of_the_reader_and_its_letters_are_english(
    desk, settings
):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    request = asked(desk, freezes="code-freeze")
    page = desk.client.get(f"{HERE}{request.pk}/", headers={"accept-language": "de"})
    said = text(page)
    assert "Eine Ausnahme von „Code freeze“ von v1.9, beantragt von" in said
    assert "An exception is requested for the code freeze of v1.9." in said


def test_form_shows_what_is_known_and_checks_while_one_types(desk):
    desk.be("olga")
    page = text(desk.client.get(f"{HERE}new?item=10"))
    assert "Entry 10" in page
    assert "one may ask in advance" in page
    given = {"item": "10", "track": "", "freezes": FREEZE, "days": "5"}
    part = desk.client.get(f"{HERE}new", {**given, "part": "checked"})
    assert "<html" not in part.content.decode()
    assert "Fri 15 Jan 2027 Anywhere on Earth" in text(part)
    assert "Sat 16 Jan 2027, 12:00 UTC" in text(part)
    assert "The rules allow it" in text(part)
    both = {**given, "freezes": [FREEZE, "code-freeze"], "part": "checked"}
    assert "make one for each" in text(desk.client.get(f"{HERE}new", both))
    nothing = text(desk.client.get(f"{HERE}new?item=10&part=checked"))
    assert "checked while you type" in nothing


def test_without_an_entry_one_chooses_it(desk):
    desk.be("olga")
    page = desk.client.get(f"{HERE}new").content.decode()
    assert '<option value="11">#11 Entry 11</option>' in page
    assert desk.client.get(f"{HERE}new?item=99").status_code == 404


def test_what_is_missing_is_said_and_nothing_is_lost(desk):
    desk.be("olga")
    answer = ask(desk, **{"q-impact": "", "days": "0", "pulls": "no address"})
    page = text(answer)
    assert answer.status_code == 400
    assert "“Impact if it is not granted” is not answered yet." in page
    assert "Extra time is between 1 and 120 calendar days." in page
    assert "begin with https://" in page
    assert "Its reviewer was away." in answer.content.decode()
    assert not ExceptionRequest.objects.exists()


def test_rules_are_looked_at_without_javascript_too(desk):
    desk.be("olga")
    answer = ask(desk, do="check", days="30")
    assert answer.status_code == 200
    assert "That is long" in text(answer)
    assert not ExceptionRequest.objects.exists()


def test_second_request_for_a_freeze_is_refused_and_led_to_the_first(desk):
    asked(desk)
    answer = ask(desk)
    assert answer.status_code == 400
    assert "There is a request for the VEP freeze already, pending" in text(answer)
    assert ask(desk, freezes="code-freeze").status_code == 303
    assert ExceptionFreeze.objects.filter(until=None).count() == 2


def test_who_may_not_ask_is_told_who_may(desk):
    desk.be("zoe")
    answer = ask(desk)
    assert answer.status_code == 403
    assert "an owner of the enhancement asks for an exception" in text(answer)
    assert "Its reviewer was away." in answer.content.decode()
    desk.be("")
    assert "Sign in first" in text(ask(desk))
    assert not ExceptionRequest.objects.exists()


def test_request_is_corrected_while_it_waits(desk):
    request = asked(desk)
    here = f"{HERE}{request.pk}/correct"
    page = desk.client.get(here).content.decode()
    assert "Its reviewer was away." in page
    said = request.texts.get(until=None)
    form = {**REQUEST, "days": "3", "thread": "https://lists.example/1"}
    answer = desk.client.post(here, {**form, "seen": str(said.pk)})
    assert answer.status_code == 303, text(answer)
    assert request.texts.get(until=None).thread == "https://lists.example/1"
    late = desk.client.post(here, {**form, "seen": str(said.pk)})
    assert late.status_code == 409
    assert "corrected it since" in text(late)
    history = text(desk.client.get(f"{HERE}{request.pk}/"))
    assert "@olga corrected what it says" in history
    decide_by(desk, request, "approved")
    desk.be("olga")
    assert desk.client.post(here, {**form, "seen": "1"}).status_code == 403


def decide_by(desk: Deciding, request: ExceptionRequest, value: str) -> None:
    desk.be("ann")
    assert decide(desk, request, value).status_code == 303


def test_each_has_one_vote_and_may_change_it(desk):
    request = asked(desk)
    desk.be("nils")
    post(desk, request, "vote", vote="for", word="Small and safe.")
    post(desk, request, "vote", vote="against", word="Tests fail.")
    desk.be("bob")
    post(desk, request, "vote", vote="abstain")
    standing = ExceptionVote.objects.filter(request=request, until=None)
    assert [(one.by, one.vote) for one in standing] == [
        ("nils", "against"),
        ("bob", "abstain"),
    ]
    assert ExceptionVote.objects.filter(request=request).count() == 3
    page = text(desk.client.get(f"{HERE}{request.pk}/"))
    assert "Tests fail." in page
    assert "@nils voted for it: Small and safe." in page
    desk.be("stina")  # She leads another SIG.
    assert post(desk, request, "vote", vote="for").status_code == 403
    desk.be("bob")
    post(desk, request, "vote", vote="")
    assert standing.all().count() == 1


def test_release_team_approves_until_the_end_of_a_day(desk):
    request = asked(desk)
    desk.be("olga")
    assert decide(desk, request, "approved").status_code == 403
    desk.be("ann")
    assert decide(desk, request, "approved", reason="").status_code == 400
    assert decide(desk, request, "approved", until="").status_code == 400
    assert decide(desk, request, "approved").status_code == 303
    stands = state(request)
    assert stands.granted_until == dt.datetime(2027, 1, 16, 12, tzinfo=dt.UTC)
    assert (stands.by, stands.reason) == ("ann", "Agreed in the call.")
    page = text(desk.client.get(f"{HERE}{request.pk}/"))
    assert "Fri 15 Jan 2027 AoE" in page
    assert "is approved until the end of Fri 15 Jan 2027" in page
    board = text(desk.client.get("/demo/v1.9/board"))
    assert "Excepted until 15 Jan 2027" in board


def test_somebody_who_decided_meanwhile_is_not_overwritten(desk):
    request = asked(desk)
    before = str(state(request).pk)
    desk.be("ann")
    decide(desk, request, "rejected")
    desk.be("bob")
    late = decide(desk, request, "approved", seen=before)
    assert late.status_code == 409
    assert "Somebody decided in between" in text(late)
    assert state(request).state == "rejected"


def test_refusal_leaves_the_way_open_where_the_rules_do(desk):
    request = asked(desk)
    decide_by(desk, request, "rejected")
    assert not ExceptionFreeze.objects.filter(until=None).exists()
    second = asked(desk)
    desk.be("ann")
    back = post(desk, request, "undo")
    assert back.status_code == 400
    assert "Another request for the same freeze has come since" in text(back)
    assert state(second).state == "pending"


def test_decision_is_taken_back_while_nothing_followed(desk):
    request = asked(desk)
    decide_by(desk, request, "approved")
    assert post(desk, request, "undo").status_code == 303
    assert state(request).state == "pending"
    assert "took back that it was approved" in text(
        desk.client.get(f"{HERE}{request.pk}/")
    )


def test_who_asked_withdraws_and_asks_again(desk):
    request = asked(desk)
    assert post(desk, request, "withdraw", reason="It merged.").status_code == 303
    assert state(request).state == "withdrawn"
    assert post(desk, request, "vote", vote="for").status_code == 403
    assert ask(desk).status_code == 303
    page = text(desk.client.get(f"{HERE}{request.pk}/"))
    assert "@olga withdrew it: It merged." in page


def test_who_has_the_login_later_is_not_who_asked(desk):
    request = asked(desk)
    assert "Withdraw the request" in text(desk.client.get(f"{HERE}{request.pk}/"))
    newcomer = accounts.sign_in(github_id=666, login="olga", name="", host=HOST)
    desk.client.force_login(newcomer)
    assert "Withdraw the request" not in text(desk.client.get(f"{HERE}{request.pk}/"))
    answer = post(desk, request, "withdraw", reason="It is mine now.")
    assert answer.status_code == 403
    assert "@olga, who asked, withdraws this request" in text(answer)
    assert state(request).state == "pending"


def test_evaluation_decides_the_entry_and_is_undone_in_one(desk):
    request = asked(desk)
    decide_by(desk, request, "approved")
    form = {"value": "removed", "reason": "Not merged.", f"seen-{FREEZE}": ""}
    answer = post(desk, request, "evaluate", **form)
    assert answer.status_code == 303, text(answer)
    assert (state(request).state, state(request).evaluation) == ("approved", "removed")
    assert desk.values() == {"10": "removed"}
    told_ = text(desk.client.get(f"{HERE}{request.pk}/"))
    assert "Removed afterwards" in told_
    assert post(desk, request, "undo").status_code == 400
    back = desk.post("undo", batch=step(answer).partition("&")[0])
    assert back.status_code == 303
    assert state(request).evaluation == ""
    assert desk.values() == {}


def test_evaluation_clashes_with_who_decided_meanwhile(desk):
    request = asked(desk)
    decide_by(desk, request, "approved")
    desk.decide(value="removed")
    form = {"value": "tracked", f"seen-{FREEZE}": ""}
    assert post(desk, request, "evaluate", **form).status_code == 409
    assert state(request).evaluation == ""
    assert Decision.objects.filter(until=None).count() == 1


def test_past_shows_what_stood_and_offers_nothing(desk):
    request = asked(desk)
    then = ExceptionState.objects.get(request=request).since.isoformat()
    decide_by(desk, request, "approved")
    page = text(desk.client.get(f"{HERE}{request.pk}/", {"as_of": then}))
    assert "Pending" in page
    assert "Approve" not in page.replace("Approved", "")
    assert desk.client.get(f"{HERE}{request.pk}/?as_of=2026-01-01").status_code == 404
    assert "Nobody has asked yet" in text(desk.client.get(f"{HERE}?as_of=2026-01-01"))


def test_desk_is_a_file_too_and_is_narrowed(desk):
    asked(desk)
    asked(desk, login="ann", item="12")
    listed = desk.client.get(f"{HERE}?format=json").json()
    assert [(row["key"], row["phase"], row["days"]) for row in listed["rows"]] == [
        ("10", "pending", 5),
        ("12", "pending", 5),
    ]
    page = text(desk.client.get(f"{HERE}?sig=network"))
    assert "Entry 12" in page
    assert "Entry 10" not in page
    csv = desk.client.get(f"{HERE}?format=csv").content.decode()
    assert csv.splitlines()[1].startswith("id,key,number,title")


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow(desk, django_assert_num_queries, number):
    for key in ("10", "11", "12")[:number]:
        request = asked(desk, login="ann", item=key)
    desk.be("")
    with django_assert_num_queries(5):
        desk.client.get(HERE)
    with django_assert_num_queries(7):
        desk.client.get(f"{HERE}{request.pk}/")
    with django_assert_num_queries(4):
        desk.client.get("/demo/v1.9/board")


def test_boards_are_told_of_each_act(desk):
    def beat() -> int:
        return Pulse.objects.get(project=desk.demo.project, part="people").number

    request = asked(desk)
    before = beat()
    desk.be("ann")
    post(desk, request, "vote", vote="for")
    voted = beat()
    decide(desk, request, "approved")
    assert before < voted < beat()


def test_database_holds_one_per_freeze_and_changes_nothing(desk):
    request = asked(desk)
    held = ExceptionFreeze.objects.get(request=request)
    again = {"release": held.release, "enhancement": held.enhancement}
    with pytest.raises(IntegrityError), transaction.atomic():
        ExceptionFreeze.objects.create(
            request=request, freeze=FREEZE, since=held.since, **again
        )
    for change in (
        lambda: ExceptionState.objects.update(state="approved"),
        lambda: ExceptionRequest.objects.update(by="zoe"),
        lambda: ExceptionRequest.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_release_words_its_mail_and_its_comment_in_its_own_way(desk):
    request = asked(desk)
    texts = {
        "exception-mail": {"subject": "{{release}} needs time for {{title}}"},
        "exception-comment": {"text": "{{said}} More: {{address}}"},
    }
    for name, parts in texts.items():
        release_letters.change(
            release=desk.release,
            name=name,
            parts=parts,
            by="ann",
            reason="Shorter.",
            seen=0,
            now=timezone.now(),
        )
    page = text(desk.client.get(f"{HERE}{request.pk}/"))
    assert "v1.9 needs time for Entry 10" in page
    assert "An exception is requested for the VEP freeze of v1.9. More: http" in page
    assert "Details: http" not in page
