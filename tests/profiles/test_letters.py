"""Letters as profile data: the bundled ones, and what is wrong with others."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from enhancements import profiles
from enhancements.commands import grammar
from enhancements.policy.checks.outcome import Outcome, Waiver
from enhancements.policy.letters import comments
from enhancements.policy.letters.comments import CASES, About, Kind
from enhancements.policy.letters.names import ANNOUNCEMENT
from enhancements.profiles import ProfileInvalid, loader
from enhancements.profiles.letters_loader import letters_of, load_letters

OUTCOMES = (
    Outcome("a", "Issue is open", "passed", "It is."),
    Outcome("b", "Docs are up", "failed", "None is open.", "Open one."),
    Outcome("c", "Gate is named", "unknown", "Nobody says."),
    Outcome("d", "Tests", "waived", "x", waiver=Waiver("d", "bob", "Agreed\n/close")),
    Outcome("e", "Advice", "failed", "x", counts=False),
    Outcome("f", "Not asked", "passed", "x", is_asked=False),
)


def about(**more: object) -> About:
    given = {
        "project": "Kubernetes",
        "word": "KEP",
        "words": "KEPs",
        "release": "v1.37",
        "freeze": "Code freeze",
        "freeze_within": "code freeze",
        "ends_at": dt.datetime(2026, 7, 23, 12, tzinfo=dt.UTC),
        "is_over": False,
        "key": "1234",
        "number": 1234,
        "title": "A title\n/close",
        "track": "",
        "sig": "node",
        "stage": "Beta",
        "kind": "graduation",
        "owners": ("ann", "bob"),
        "contact": "kat",
        "outcomes": OUTCOMES,
        "decided_because": "Late @all\n/lgtm",
    }
    return About(**{**given, **more})


def letter(profile: str, kind: Kind, case: str, **more: object) -> comments.Letter:
    letters = letters_of(profiles.load(profile))
    text = letters.comment(kind, case, "code-freeze")
    assert text is not None
    return comments.write(about(**more), kind, case, text.body, text.commands)


@pytest.mark.parametrize("profile", profiles.names())
def test_every_profile_has_every_letter(profile: str):
    letters = letters_of(profiles.load(profile))
    assert set(letters.announcements) == set(ANNOUNCEMENT)
    assert letters.lights
    for kind, cases in CASES.items():
        for case in cases:
            written = letter(profile, kind, case)
            assert written.body
            said = grammar.parse(
                written.whole, profiles.load("kubernetes").command_rules
            )
            assert [one.raw for one in said] == list(written.commands)


def test_reminder_of_kubernetes():
    written = letter("kubernetes", Kind.REMINDER, "not-met")
    lines = written.whole.splitlines()
    assert "- [x] Issue is open" in lines
    assert "- [ ] Docs are up" in lines
    assert "- [ ] Gate is named (we could not tell: Nobody says.)" in lines
    assert "- [x] Tests (waived: Agreed /close)" in lines
    assert "- Open one. None is open." in lines
    assert "- Gate is named. Nobody says." in lines
    assert "Advice" not in written.whole
    assert "Not asked" not in written.whole
    assert "Wednesday 22 July 2026, end of day, Anywhere on Earth" in written.whole
    assert "Thursday 23 July 2026, 12:00 UTC" in written.whole
    assert "`At risk for code freeze`" in written.whole
    assert written.whole.startswith("Hello @ann @bob")
    assert written.commands == ()


def test_commands_of_kubernetes_stand_alone_at_the_end():
    removed = letter("kubernetes", Kind.PARTY, "removed")
    assert removed.whole.splitlines()[-3:] == [
        "/remove-label tracked/yes",
        "/label tracked/no",
        "/milestone clear",
    ]
    assert "Late @\u200ball /lgtm" in removed.whole
    assert letter("kubernetes", Kind.OUTCOME, "met").commands == ("/label tracked/yes",)


def test_kubevirt_has_no_commands():
    letters = letters_of(profiles.load("kubevirt"))
    assert not any(one.commands for one in letters.comments.values())


def test_deadline_with_an_hour_is_told_in_both_zones():
    at = dt.datetime(2025, 2, 14, 2, tzinfo=dt.UTC)
    text = letter("kubernetes", Kind.REMINDER, "met", ends_at=at).body
    assert "Thursday 13 February 2025, 14:00, Anywhere on Earth" in text
    assert "(Friday 14 February 2025, 02:00 UTC)" in text
    assert "None" not in letter("kubevirt", Kind.REMINDER, "met", ends_at=None).body


def test_digest_is_of_text_and_commands():
    one = letter("kubernetes", Kind.PARTY, "tracked")
    again = letter("kubernetes", Kind.PARTY, "tracked")
    assert (
        one.digest == again.digest != letter("kubernetes", Kind.PARTY, "removed").digest
    )


def refusal(folder, text: str, profile: str = "kubernetes") -> str:
    (folder / f"{profile}.letters.toml").write_text(text, "utf-8")
    with pytest.raises(ProfileInvalid) as refused:
        load_letters(profiles.load(profile), folder)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[comments.x]\ntext='a'", "letters.toml: comments.x: no profile has this key"),
        ("[comments.party-removed]", "comments.party-removed.text: the key is missing"),
        (
            "[comments.party-removed]\ntext='''\na {{ownr}}'''",
            "party-removed.text: line 1: there is no name 'ownr'. Did you mean owners?",
        ),
        (
            "[comments.party-removed]\ntext='a'\nat.lunch.text='b'",
            "comments.party-removed.at: there is no freeze 'lunch'; write one of",
        ),
        (
            "[comments.party-removed]\ntext='a'\ncommands=['/stage deprecated']",
            "nobody hears '/stage deprecated' in this project; commands that hold:",
        ),
        (
            "[comments.party-removed]\ntext='a'\ncommands=['label x']",
            "commands: write one slash command; it holds 'label x'.",
        ),
        (
            "[comments.party-removed]\ntext='a'\ncommands=['/label {{title}}']",
            "commands: line 1: there is no name 'title'",
        ),
        (
            "[announcements.weekly]\ntitle='a'\nsubject='''a\nb'''\ntext='a'\nchat='a'",
            "announcements.weekly.subject: write a single line",
        ),
        ("[[lights]]\ndays=1\ngreen=50\nyellow=60", "yellow: write at most the 50 of"),
        ("[[lights]]\ndays=1\ngreen=150\nyellow=60", "green: write percent, 0 to 100"),
        (
            "[outreach]\nleft_out=['sig-node']",
            "outreach.left_out: write names of SIGs in lower case, without sig-",
        ),
        ("[outreach]\nleave_out=['node']", "outreach.leave_out: no profile has"),
        ("extends='nothing'", "extends: write the name of another profile that has"),
        ("colour='red'", "colour: no profile has this key"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(tmp_path, text: str, told: str):
    found = refusal(tmp_path, text)
    assert found.startswith("kubernetes.letters.toml: ")
    assert told in found


def test_command_that_does_not_work_in_kubevirt_is_refused(tmp_path):
    text = "[comments.party-removed]\ntext='a'\ncommands=['/milestone clear']"
    assert "nobody hears '/milestone clear'" in refusal(tmp_path, text, "kubevirt")


def test_profile_without_letters_has_the_general_ones(tmp_path):
    profile = dataclasses.replace(profiles.load("kubevirt"), name="toolbox")
    letters = load_letters(profile, tmp_path)
    assert letters.source == "general.letters.toml"
    assert not any(one.commands for one in letters.comments.values())
    for kind, cases in CASES.items():
        for case in cases:
            text = letters.comment(kind, case, "code-freeze")
            assert text is not None
            assert comments.write(about(), kind, case, text.body, ()).body


def test_operator_changes_one_text_of_the_bundled_letters(tmp_path):
    text = "extends='kubernetes'\n[comments.party-tracked]\ntext='Ours: {{release}}'"
    (tmp_path / "kubernetes.letters.toml").write_text(text, "utf-8")
    profile = profiles.load("kubernetes")
    own = load_letters(profile, tmp_path)
    bundled = load_letters(profile, loader.HERE)

    said = own.comment(Kind.PARTY, "tracked", "code-freeze")
    assert said is not None
    written = comments.write(about(), Kind.PARTY, "tracked", said.body, said.commands)
    assert written.body == "Ours: v1.37"
    assert written.commands == ("/label tracked/yes",)
    assert set(own.comments) == set(bundled.comments)


def test_profile_leaves_sigs_out_of_outreach(tmp_path):
    text = "extends='kubernetes'\n[outreach]\nleft_out=['node', 'api-machinery']"
    (tmp_path / "kubernetes.letters.toml").write_text(text, "utf-8")
    own = load_letters(profiles.load("kubernetes"), tmp_path)
    assert own.no_outreach == {"node", "api-machinery"}
    assert letters_of(profiles.load("kubernetes")).no_outreach == frozenset()
