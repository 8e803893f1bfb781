"""What the rules of exceptions come to."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.commands import grammar
from enhancements.policy import exception_letters as letters
from enhancements.policy import exceptions as policy
from enhancements.policy.exceptions import (
    Case,
    ExceptionRefused,
    FreezeFacts,
    Phase,
    Taken,
    Wanted,
)
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import LONGEST_LETTER
from enhancements.profiles.exception_rules import Mail

KEP_RULES = profiles.load("kubernetes").command_rules
KEPS = profiles.load("kubernetes").exceptions
VEPS = profiles.load("kubevirt").exceptions
EF, PRR, CODE, DOCS = "enhancements-freeze", "prr-freeze", "code-freeze", "docs-freeze"
HOUR = dt.timedelta(hours=1)


def freeze(key: str, label: str, day: int) -> FreezeFacts:
    date = dt.date(2026, 3, day)
    return FreezeFacts(key, label, date, policy.ends_with(date))


FREEZES = {
    PRR: freeze(PRR, "PRR freeze", 3),
    EF: freeze(EF, "enhancements freeze", 10),
    CODE: freeze(CODE, "code freeze", 20),
    DOCS: FreezeFacts(DOCS, "docs freeze"),
}
# The enhancements freeze ended on 11 March at noon.
OVER = dt.datetime(2026, 3, 11, 12, tzinfo=dt.UTC)
ANSWERS = {"reason": "a", "risk-late": "b", "risk-cut": "c"}
WANTED = Wanted((EF,), 3, ANSWERS)


def case(now: dt.datetime, rules=KEPS, taken=None, **more) -> Case:
    return Case(rules, FREEZES, taken or {}, now, **more)


def stopping(wanted: Wanted, at: Case) -> list[str]:
    return [one.sentence for one in policy.findings(wanted, at) if one.stops]


def test_window_is_open_for_three_days_and_not_a_second_longer():
    assert stopping(WANTED, case(OVER + 72 * HOUR - dt.timedelta(seconds=1))) == []
    (said,) = stopping(WANTED, case(OVER + 72 * HOUR))
    assert said.startswith("The window after the enhancements freeze closed on 14 Mar")
    assert "3 days after it" in said


def test_who_decides_may_take_it_in_late_and_says_why():
    late = case(OVER + 100 * HOUR, may_late=True)
    (said,) = stopping(WANTED, late)
    assert "say why" in said
    told = dataclasses.replace(WANTED, late="Its mail was lost.")
    assert stopping(told, late) == []
    assert any("in late" in one.sentence for one in policy.findings(told, late))


def test_kubevirt_names_no_last_day():
    wanted = Wanted((EF,), 3, {"justification": "a", "impact": "b"})
    assert stopping(wanted, case(OVER + 9999 * HOUR, VEPS)) == []


def test_one_may_ask_in_advance_where_the_profile_says_so():
    before = OVER - 100 * HOUR
    assert stopping(WANTED, case(before)) == []
    strict = dataclasses.replace(KEPS, in_advance=False)
    assert stopping(WANTED, case(before, strict)) == [
        "It can be asked for once the enhancements freeze is over."
    ]


def test_rejected_is_final_and_pending_is_one_already():
    taken = {EF: Taken(7, "rejected", "ann", OVER)}
    (said,) = stopping(WANTED, case(OVER, taken=taken))
    assert "no second request for the same freeze, not even with less time" in said
    taken = {EF: Taken(7, "pending", "ann", OVER)}
    (said,) = stopping(WANTED, case(OVER, taken=taken))
    assert "pending, by @ann on 11 Mar" in said


def test_only_what_belongs_together_is_combined():
    both = dataclasses.replace(WANTED, freezes=(PRR, EF))
    assert stopping(both, case(FREEZES[PRR].ends_at)) == []
    other = dataclasses.replace(WANTED, freezes=(EF, CODE))
    (said,) = stopping(other, case(OVER))
    assert said.startswith("One request may be about the PRR freeze and the enhanc")
    assert "make one for each" in policy.combining(VEPS, FREEZES)


def test_freeze_without_a_date_cannot_be_counted_from():
    docs = dataclasses.replace(WANTED, freezes=(DOCS,))
    (said,) = stopping(docs, case(OVER))
    assert said.startswith("No schedule says when the docs freeze is")


def test_long_time_is_said_and_does_not_stop():
    long = dataclasses.replace(WANTED, days=30)
    found = policy.findings(long, case(OVER, out_at=OVER + 48 * HOUR))
    assert [one.sentence for one in found] == [
        "That is long: most are granted up to 7 days.",
        "That is after the release is out.",
    ]
    policy.check(long, case(OVER))


def test_check_says_everything_that_stops():
    with pytest.raises(ExceptionRefused) as refused:
        policy.check(Wanted(links=("x",), thread="y"), case(OVER))
    for word in ("Choose the freeze", "calendar days", "risks", "https://", "thread"):
        assert word.casefold() in str(refused.value).casefold()


def test_days_count_from_the_freeze_or_from_the_day_of_asking():
    facts = [FREEZES[PRR], FREEZES[EF]]
    assert policy.last_day(facts, 3, OVER - 48 * HOUR) == dt.date(2026, 3, 13)
    # It is still the 13th Anywhere on Earth on the 14th at 11:59 UTC.
    asked = dt.datetime(2026, 3, 14, 11, 59, tzinfo=dt.UTC)
    assert policy.last_day(facts, 3, asked) == dt.date(2026, 3, 16)
    assert policy.last_day([FREEZES[DOCS]], 3, OVER) is None
    end = policy.ends_with(dt.date(2026, 3, 13))
    assert end == dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)


@given(
    st.integers(1, policy.MOST_DAYS),
    st.integers(0, 3650 * 24 * 60),
)
def test_extra_time_is_never_over_when_it_is_asked_for(days, minutes):
    now = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
    day = policy.last_day([FREEZES[EF]], days, now)
    assert day is not None
    assert policy.ends_with(day) > now
    assert policy.ends_with(day) > FREEZES[EF].ends_at


def test_phases():
    def phase(state, until=None, evaluation=""):
        return policy.phase(state, until, evaluation, OVER)

    assert phase("pending") is Phase.PENDING
    assert phase("approved", OVER + HOUR) is Phase.RUNNING
    assert phase("approved", OVER) is Phase.OVER
    assert phase("approved", OVER, "tracked") is Phase.DONE
    assert phase("approved") is Phase.DONE
    assert phase("rejected") is Phase.REJECTED
    assert [one.value for one in Phase][:3] == ["over", "pending", "running"]


def test_what_a_refusal_holds_is_the_profiles_word():
    assert policy.holds("rejected", KEPS)
    assert not policy.holds("rejected", VEPS)
    assert not policy.holds("withdrawn", KEPS)


def told(**more) -> letters.Told:
    given_ = {"release": "v1.37", "title": "Warm", "number": "10", "sig": "node"}
    given_ |= {"freeze": "code freeze", "state": "approved"}
    return letters.Told(**{**given_, **more})


def test_comment_has_the_commands_that_keep_the_issue_right():
    text = letters.comment(KEPS, told(granted_until=OVER, reason="Agreed."))
    assert "until the end of Tue 10 Mar 2026 Anywhere on Earth" in text
    assert "/label tracked/yes\n/remove-label tracked/no\n/milestone v1.37" in text
    out = letters.comment(KEPS, told(state="rejected"))
    assert "/milestone clear" in out
    assert "/" not in letters.comment(VEPS, told(state="rejected"))


EVIL = (
    "/close",
    "fine\n/close",
    "fine\r\n/milestone clear\r\n",
    "fine\r/lgtm",
    "fine\u2028/close\u2029/reopen",
    "fine\x0b/close\x0c/reopen\x85/hold",
    "  /close",
    "\u200b/close",
    "-->\n/close\n<!--",
    "```\n/close\n```",
    "~~~\n```\n/close",
    "> /close\n\n/close",
    "/close\n===",
)


@pytest.mark.parametrize("reason", EVIL)
@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_reason_of_anybody_commands_nobody(reason, state):
    text = letters.comment(KEPS, told(state=state, reason=reason, title=reason))
    own = {"approved": KEPS.approved, "rejected": KEPS.rejected}[state]
    heard = [one.raw for one in grammar.parse(text, KEP_RULES)]
    # Ours, all of them, and no other: nothing hides them or opens a code block.
    assert heard == [one.fill({"release": "v1.37"}, Form.MARKDOWN) for one in own]
    assert text.splitlines()[-len(heard) :] == heard


@given(st.text(alphabet=st.sampled_from("/close \n\r\t`~<!->@#1[](){}*_=\u2028\u200b")))
def test_reason_of_any_text_commands_nobody(reason):
    text = letters.comment(KEPS, told(reason=reason))
    heard = [one.raw for one in grammar.parse(text, KEP_RULES)]
    assert heard == [
        "/label tracked/yes",
        "/remove-label tracked/no",
        "/milestone v1.37",
    ]
    assert all(line.startswith(">") for line in text.splitlines()[2:-5] if line)


def test_reason_keeps_its_lines_and_rings_no_bell():
    reason = "Agreed, @org/all and @ann.\n\n* See #12 <!-- hidden -->\n- `code` [x](y)"
    text = letters.comment(VEPS, told(reason=reason, address="https://t.example/e/1/"))
    assert text == (
        "The exception for the code freeze of v1.37 is approved.\n\n"
        "> Agreed, @\u200borg/all and @\u200bann.\n"
        ">\n"
        "> \\* See #\u200b12 &lt;!-- hidden --&gt;\n"
        "> \\- \\`code\\` \\[x\\](y)\n\n"
        "Details: https://t.example/e/1/"
    )


@pytest.mark.parametrize("line", ["&", "\n", "@a #1 `", "<!-- " * 30])
def test_long_reason_is_cut_and_fits(line):
    text = letters.comment(KEPS, told(reason=line * 90_000))
    assert len(text) < LONGEST_LETTER
    assert "\n> …\n" in text
    assert text.endswith("\n/milestone v1.37")


def test_request_is_told_without_anybodys_reason():
    text = letters.comment(KEPS, told(state="pending", reason="/close"))
    assert text == "An exception is requested for the code freeze of v1.37."
    assert letters.comment(KEPS, told(state="unheard-of")) == ""


def test_subject_and_receivers_stay_on_their_line():
    evil = told(title="a\r\nBcc: all@x.example", sig="node\nx", number="1\n2")
    assert letters.subject(KEPS, evil) == (
        "Exception request for v1.37: a Bcc: all@\u200bx.example (KEP-1 2)"
    )
    assert (
        letters.subject(VEPS, told()) == "[code freeze exception] Warm (#10) in v1.37"
    )
    assert "the mailing list of SIG node x" in letters.receivers(KEPS.mail.to, evil)
    plain = dataclasses.replace(VEPS, mail=Mail())
    assert letters.subject(plain, told()) == "Exception request for v1.37: Warm"


def test_mail_goes_to_whom_the_profile_names():
    assert letters.subject(KEPS, told()) == "Exception request for v1.37: Warm (KEP-10)"
    names = letters.receivers(KEPS.mail.to, told())
    assert names[-1] == "the mailing list of SIG node"
    assert len(letters.receivers(KEPS.mail.to, told(sig=""))) == 2
    address = letters.mailto(names, "A & B", "x\ny")
    assert address.startswith("mailto:release-team@kubernetes.io,kubernetes-sig-rel")
    assert address.endswith("?subject=A%20%26%20B&body=x%0Ay")
    assert letters.mailto(("the list",), "", "") == ""
    assert letters.mail(told(), [("Why?", "So."), ("PRs", "")]) == (
        "Why?:\nSo.\n\nPRs:\n-\n"
    )
