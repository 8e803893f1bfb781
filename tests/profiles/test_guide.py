from __future__ import annotations

import re
from pathlib import Path

import pytest

from enhancements.profiles import ProfileInvalid, load
from enhancements.profiles.glossary import MARKED
from enhancements.profiles.guide import VERDICTS, Choice, Group, Step
from enhancements.profiles.guide_loader import guide_of, load_guide

WORDS = {"project": "Toolbox", "word": "TEP", "words": "TEPs"}
ANSWERS = "\n".join(f'[answers.{verdict}]\nlead = "{verdict}"' for verdict in VERDICTS)
SMALLEST = f"""
title = "Guide"
{ANSWERS}
[ask]
title = "Whom to ask"
"""


def write(folder: Path, text: str, name: str = "toolbox") -> None:
    """A guide's file of that name in the folder."""
    (folder / f"{name}.guide.toml").write_text(text, "utf-8")


def read(folder: Path, text: str):
    """The guide with that text, in the words of the invented Toolbox."""
    write(folder, text)
    return load_guide("toolbox", words=WORDS, folder=folder)


def refusal(folder: Path, text: str) -> str:
    """The sentence with which a guide of that text is refused."""
    with pytest.raises(ProfileInvalid) as caught:
        read(folder, text)
    return str(caught.value)


# --- Reading ------------------------------------------------------------------


def test_smallest_guide_has_answers_and_nothing_else(tmp_path):
    guide = read(tmp_path, SMALLEST)
    assert (guide.title, guide.lead, guide.ask.title) == ("Guide", "", "Whom to ask")
    assert (guide.sections, guide.questions, guide.terms) == ((), (), ())
    assert [text.lead for text in guide.answers.values()] == list(VERDICTS)


def test_words_of_the_project_are_filled_in(tmp_path):
    text = SMALLEST.replace('"Guide"', '"{words} of {project}: what a {word} is"')
    assert read(tmp_path, text).title == "TEPs of Toolbox: what a TEP is"


def test_words_are_those_of_the_profile_when_none_are_given():
    assert load_guide("kubevirt").lead.startswith("What a VEP is, ")


def test_section_with_groups(tmp_path):
    text = SMALLEST + (
        '[[sections]]\nkey = "how"\ntitle = "How"\nshows = "labels"\n'
        '[[sections.groups]]\npoints = ["One", "Two"]\nordered = true\n'
    )
    (section,) = read(tmp_path, text).sections
    assert (section.key, section.title, section.shows) == ("how", "How", "labels")
    assert section.groups == (Group("", ordered=True, points=("One", "Two")),)


def test_question_with_reason_and_doubt_offers_yes_no_and_not_sure(tmp_path):
    text = SMALLEST + (
        '[[questions]]\nkey = "big"\ntext = "Is it big?"\n'
        'reason = "it is big"\ndoubt = "whether it is big"\n'
    )
    (question,) = read(tmp_path, text).questions
    assert question.choices == (
        Choice("yes", "Yes", "yes", "it is big"),
        Choice("no", "No", "none"),
        Choice("unsure", "Not sure", "unsure", "whether it is big"),
    )
    assert question.can_say_yes is True


def test_question_with_choices_of_its_own(tmp_path):
    text = SMALLEST + (
        '[[questions]]\nkey = "only"\ntext = "Only this?"\n'
        '[[questions.choices]]\nvalue = "test"\nlabel = "A test"\npoints = "no"\n'
    )
    (question,) = read(tmp_path, text).questions
    assert question.choice("test") == Choice("test", "A test", "no")
    assert question.choice("other") is None
    assert question.can_say_yes is False


def test_answer_with_steps_and_links(tmp_path):
    text = SMALLEST.replace(
        '[answers.no]\nlead = "no"',
        '[answers.no]\nlead = "no"\nlinks = [{ key = "code", label = "Code" }]\n'
        'steps = [{ text = "Wait." }, { text = "Before", shows = "freeze" }]',
    )
    guide = read(tmp_path, text + '[links]\ncode = "https://example.org/code"\n')
    assert guide.answers["no"].links == (("code", "Code"),)
    assert guide.answers["no"].steps == (Step("Wait."), Step("Before", "freeze"))


def test_term_is_found_through_the_guide(tmp_path):
    text = SMALLEST + '[[terms]]\nname = "{word}"\ntext = "A text."\nalso = ["{words}"]'
    guide = read(tmp_path, text)
    assert guide.term("teps") == guide.terms[0]
    assert [piece.text for piece in guide.pieces("Two TEPs", [])] == ["Two ", "TEPs"]


# --- Which file ---------------------------------------------------------------


def test_guide_of_the_nearest_parent_stands_in(tmp_path):
    write(tmp_path, SMALLEST.replace('"Guide"', '"Near"'), "near")
    write(tmp_path, SMALLEST.replace('"Guide"', '"Far"'), "far")
    guide = load_guide("toolbox", ("none", "near", "far"), words=WORDS, folder=tmp_path)
    assert guide.title == "Near"


def test_parents_are_those_that_the_profile_extends(tmp_path):
    (tmp_path / "toolbox.toml").write_text('extends = "parent"')
    (tmp_path / "parent.toml").write_text('extends = "grandparent"')
    write(tmp_path, SMALLEST.replace('"Guide"', '"Oldest"'), "grandparent")
    guide = load_guide("toolbox", words=WORDS, folder=tmp_path)
    assert guide.title == "Oldest"


def test_profile_without_any_guide_has_the_general_one(tmp_path):
    (tmp_path / "toolbox.toml").write_text('extends = "toolbox"')
    guide = load_guide("toolbox", words=WORDS, folder=tmp_path)

    assert [section.shows for section in guide.sections] == [
        "marks",
        "stages",
        "labels",
        "glossary",
    ]
    assert not guide.questions


def test_extended_guide_keeps_what_the_file_does_not_change(tmp_path):
    write(tmp_path, SMALLEST + '[links]\na = "https://a.example"\nb = ""', "parent")
    guide = read(tmp_path, 'extends = "parent"\ntitle = "Ours"\n[links]\na = ""\n')
    assert (guide.title, guide.ask.title) == ("Ours", "Whom to ask")
    assert guide.links == {"a": "", "b": ""}


@pytest.mark.parametrize("parent", ["toolbox", "nobody"])
def test_extending_itself_or_nothing_is_refused(tmp_path, parent):
    assert refusal(tmp_path, f'extends = "{parent}"') == (
        "toolbox.guide.toml: extends: write the name of another profile that has a "
        f"guide; '{parent}' is none."
    )


# --- Errors -------------------------------------------------------------------


def test_text_that_is_not_toml_is_refused_with_its_file(tmp_path):
    assert refusal(tmp_path, "title =").startswith(
        "toolbox.guide.toml: this is not TOML: "
    )


def test_missing_key_is_named(tmp_path):
    assert refusal(tmp_path, SMALLEST.replace('title = "Guide"', "")) == (
        "toolbox.guide.toml: title: the key is missing; add a text in quotes."
    )


def test_missing_answer_is_named(tmp_path):
    text = SMALLEST.replace('[answers.ask]\nlead = "ask"', "")
    assert refusal(tmp_path, text) == (
        "toolbox.guide.toml: answers.ask.lead: the key is missing; "
        "add a text in quotes."
    )


def test_unknown_key_is_named(tmp_path):
    assert "toolbox.guide.toml: colour: " in refusal(
        tmp_path, 'colour = "red"\n' + SMALLEST
    )


def test_unknown_placeholder_is_named_with_its_place(tmp_path):
    text = SMALLEST + '[[terms]]\nname = "A"\ntext = "b"\nalso = ["c", "{wrod}"]\n'
    assert refusal(tmp_path, text) == (
        "toolbox.guide.toml: terms[1].also[2]: {wrod} stands for nothing; "
        "write one of {project}, {word}, {words}."
    )


@pytest.mark.parametrize(
    ("links", "known"),
    [("", "none"), ('[links]\nlist = "https://example.org"\n', "list")],
)
def test_link_to_no_address_is_named_with_its_place(tmp_path, links, known):
    text = SMALLEST + links + '[[terms]]\nname = "A"\ntext = "see [this](lst)"\n'
    assert refusal(tmp_path, text) == (
        "toolbox.guide.toml: terms[1].text: there is no link 'lst'; "
        f"write one of: {known}, or add it to [links]."
    )


def test_link_to_a_place_on_the_page_needs_no_address(tmp_path):
    guide = read(tmp_path, 'lead = "see [below](#ask)"\n' + SMALLEST)
    assert [piece.href for piece in guide.pieces(guide.lead, [])] == ["", "#ask"]


def test_button_to_no_address_is_named(tmp_path):
    text = SMALLEST.replace(
        'lead = "yes"', 'lead = "yes"\nlinks = [{ key = "form", label = "Form" }]'
    )
    assert refusal(tmp_path, text) == (
        "toolbox.guide.toml: answers.yes.links: there is no link 'form'; "
        "add it to [links]."
    )


def test_address_that_a_browser_would_run_is_refused(tmp_path):
    text = SMALLEST + '[links]\nlist = "javascript:alert(1)"\n'
    assert refusal(tmp_path, text) == (
        "toolbox.guide.toml: links.list: write an address that begins with https://; "
        "it holds 'javascript:alert(1)'."
    )


def test_section_that_shows_something_unknown_is_refused(tmp_path):
    text = SMALLEST + '[[sections]]\nkey = "a"\ntitle = "A"\nshows = "cats"\n'
    assert "sections[1].shows: write one of deadlines, glossary," in refusal(
        tmp_path, text
    )


def test_choice_that_points_nowhere_is_refused(tmp_path):
    text = SMALLEST + (
        '[[questions]]\nkey = "a"\ntext = "A?"\n'
        '[[questions.choices]]\nvalue = "b"\nlabel = "B"\npoints = "maybe"\n'
    )
    assert refusal(tmp_path, text) == (
        "toolbox.guide.toml: questions[1].choices[1].points: write one of no, none, "
        "unsure, yes; it holds 'maybe'."
    )


@pytest.mark.parametrize("keys", [("a", "a"), ("a", "B"), ("a", "b c")])
def test_key_used_twice_or_no_plain_word_is_refused(tmp_path, keys):
    text = SMALLEST + "".join(
        f'[[sections]]\nkey = "{key}"\ntitle = "T"\n' for key in keys
    )
    assert f"toolbox.guide.toml: sections: {keys[1]!r} is used twice" in refusal(
        tmp_path, text
    )


def test_term_without_a_text_is_refused(tmp_path):
    assert refusal(tmp_path, SMALLEST + '[[terms]]\nname = "A"\n') == (
        "toolbox.guide.toml: terms[1].text: the key is missing; add a text in quotes."
    )


def test_form_of_two_terms_is_refused(tmp_path):
    text = SMALLEST + (
        '[[terms]]\nname = "A"\ntext = "x"\n[[terms]]\nname = "B"\ntext = "y"\n'
        'also = ["a"]\n'
    )
    assert refusal(tmp_path, text) == (
        "toolbox.guide.toml: terms: 'a' is a form of both 'A' and 'B'; "
        "leave it with one of them."
    )


def test_value_of_another_type_is_refused(tmp_path):
    assert refusal(tmp_path, SMALLEST.replace('title = "Guide"', "title = 7")) == (
        "toolbox.guide.toml: title: write a text in quotes; it holds 7."
    )


# --- The guides that ship -----------------------------------------------------


@pytest.fixture(params=["kubevirt", "sample"])
def guide(request):
    return guide_of(load(request.param))


def texts(guide) -> list[str]:
    """Every text of a guide in which a reader may meet a mark."""
    found = [guide.lead, guide.ask.lead, *(term.text for term in guide.terms)]
    for section in guide.sections:
        found += [section.lead, *(p for group in section.groups for p in group.points)]
    for answer in guide.answers.values():
        found += [answer.despite, *(step.text for step in answer.steps)]
    return found


def test_guide_of_a_profile_is_read_once():
    assert guide_of(load("kubevirt")) is guide_of(load("kubevirt"))


def test_sections_stand_in_the_order_of_reading(guide):
    assert [(section.key, section.shows) for section in guide.sections] == [
        ("check", "questions"),
        ("propose", ""),
        ("why", ""),
        ("comment", ""),
        ("stages", "stages"),
        ("release", "deadlines"),
        ("labels", "labels"),
        ("marks", "marks"),
        ("glossary", "glossary"),
    ]


@pytest.mark.parametrize(
    "form",
    """Enhancement;VEP;SIG;stage;track;release;deadline;VEP freeze;enhancement freeze;EF
    code freeze;CF;feature freeze;Anywhere on Earth;AoE;planned;committed;shipped;claim
    drift;entry;owner;approver;reviewer;feature gate;slip;exception;GA;stable;target
    time box;tracking issue;alpha;beta;evidence;source;tracked;graduation;sign-off
    deferred;problem;label;release team;front matter;late record;recorded late
    kind""".replace("\n", ";").split(";"),
)
def test_glossary_explains_the_words_of_the_field(guide, form):
    assert guide.term(form.strip()) is not None


def test_terms_have_places_of_their_own(guide):
    keys = [term.key for term in guide.terms]
    assert len(keys) == len(set(keys)) == 52


@pytest.mark.parametrize("name", ["kubevirt", "sample", "kubernetes"])
def test_every_text_is_a_whole_sentence_without_open_marks(name):
    for text in texts(guide_of(load(name))):
        rest = MARKED.sub("", text)
        assert not re.search(r"[`\[\]{}]", rest), text
        assert not text or re.search(r"[.!?]\Z", text), text


def test_every_address_of_the_sample_is_empty():
    assert set(guide_of(load("sample")).links.values()) == {""}


def test_sample_speaks_of_itself():
    guide = guide_of(load("sample"))
    assert "KubeVirt" not in " ".join(texts(guide))
