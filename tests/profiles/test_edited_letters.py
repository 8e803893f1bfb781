"""Letters as a release words them: what is read, and what is wrong with others."""

from __future__ import annotations

import pytest

from enhancements import profiles
from enhancements.profiles import edited_letters
from enhancements.profiles.edited_letters import LetterRefused
from enhancements.profiles.letters import comment_place, name_of
from enhancements.profiles.letters_loader import letters_of

KEP, VEP = profiles.load("kubernetes"), profiles.load("kubevirt")


def read(name: str, profile=KEP, **parts: str):
    letters = letters_of(profile)
    stands = letters.text(name)
    assert stands is not None
    typed = edited_letters.parts_of(stands) | parts
    return edited_letters.read(name, typed, stands, profile)


def mistakes(name: str, profile=KEP, **parts: str):
    with pytest.raises(LetterRefused) as refused:
        read(name, profile, **parts)
    return [(one.part, one.sentence, one.line) for one in refused.value.mistakes]


@pytest.mark.parametrize("profile", profiles.names())
def test_every_text_of_a_profile_is_read_back_as_it_is(profile: str):
    loaded = profiles.load(profile)
    letters = letters_of(loaded)
    groups = (letters.comments, letters.announcements, letters.lone)
    assert len(letters.names()) == sum(map(len, groups))
    for name in letters.names():
        stands = letters.text(name)
        assert stands is not None
        parts = edited_letters.parts_of(stands)
        again = edited_letters.read(name, edited_letters.tidy(parts), stands, loaded)
        assert edited_letters.parts_of(again) == edited_letters.tidy(parts)


def test_names_of_comments_go_there_and_back():
    assert comment_place("party-removed") == ("party", "removed", "")
    for name in ("party-removed", "reminder-not-met.code-freeze"):
        place = comment_place(name)
        assert place is not None
        assert name_of(place) == name
    for name in ("weekly", "party", "party-", "", "reminder-removed"):
        assert comment_place(name) is None


def test_only_texts_and_freezes_of_the_profile_are_known():
    letters = letters_of(KEP)

    def is_known(name: str) -> bool:
        return edited_letters.known(name, letters, KEP) is not None

    assert is_known("party-removed")
    assert is_known("party-removed.code-freeze")
    assert is_known("weekly")
    for name in ("party-removed.tea", "party-removed.", "weekly.code-freeze", "x", ""):
        assert not is_known(name)
    # Kubernetes has a freeze that KubeVirt has not.
    assert edited_letters.known("party-removed.prr-freeze", letters, VEP) is None


def test_text_of_one_freeze_stands_beside_that_of_all():
    letters = letters_of(KEP)
    own = read("party-tracked", text="Ours, {{release}}.")
    worded = letters.worded({"party-tracked.docs-freeze": own})
    assert worded.text("party-tracked.docs-freeze") == own
    assert worded.text("party-tracked") == letters.text("party-tracked")
    assert worded.changed == {"party-tracked.docs-freeze"}
    assert letters.changed == frozenset()


def test_all_mistakes_are_told_with_their_line():
    found = mistakes(
        "party-removed",
        text="Hello {{owners}},\n\n  we took {{tittle}} out.",
        commands="/milestone clear\nmilestone\n/close {{title}}",
    )
    assert [(part, line) for part, _, line in found] == [
        ("text", "Hello {{owners}},"),
        ("commands", ""),
        ("commands", "/close {{title}}"),
    ]
    sentences = [sentence for _, sentence, _ in found]
    assert sentences[0].startswith("The text: line 1: {{owners}} is a list; write")
    assert "The commands: write one slash command" in sentences[1]
    assert "there is no name 'title'" in sentences[2]
    [(_, sentence, line)] = mistakes("party-removed", text="a\nwe took {{tittle}} out.")
    assert "line 2: there is no name 'tittle'. Did you mean title?" in sentence
    assert line == "we took {{tittle}} out."


def test_announcement_needs_all_its_parts():
    found = mistakes("weekly", subject="a\nb", text=" \n", chat="{{#sigs}}")
    assert [part for part, _, _ in found] == ["subject", "text", "chat"]
    assert found[0][1] == "The subject: write a single line."
    assert found[1][1] == "The text is empty: write one, or take the profile's."
    assert "is never closed; add {{/sigs}}" in found[2][1]


def test_command_that_nobody_hears_is_refused():
    [(part, sentence, _)] = mistakes("party-removed", VEP, commands="/milestone clear")
    assert part == "commands"
    assert "nobody hears '/milestone clear' in this project" in sentence


def test_blanks_at_ends_are_no_change():
    typed = {"text": "\r\n\r\na  \r\n\r\nb\r\n", "chat": " x "}
    assert edited_letters.tidy(typed) == {"text": "a\n\nb", "chat": " x"}
