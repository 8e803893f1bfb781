"""The language of letters: what it says, refuses, and what nobody smuggles in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.actions import outbox
from enhancements.commands import grammar
from enhancements.documents.markdown import plain
from enhancements.documents.yaml_text import Yaml
from enhancements.languages import speaking
from enhancements.policy.letters import escaping
from enhancements.policy.letters.escaping import Form, Kind
from enhancements.policy.letters.template import (
    LONGEST_LETTER,
    LONGEST_TEMPLATE,
    LetterTooLong,
    TemplateInvalid,
    parse,
)
from enhancements.profiles import load

NAMES = {
    "title": Kind.TEXT,
    "release": Kind.WORD,
    "owner": Kind.LOGIN,
    "link": Kind.LINK,
    "is_new": Kind.FLAG,
    "items": {"name": Kind.TEXT, "is_done": Kind.FLAG},
}
VALUES = {
    "title": "Warm standby",
    "release": "v1.9",
    "owner": "ann",
    "link": "https://example.org/1",
    "is_new": True,
    "items": [{"name": "one", "is_done": True}, {"name": "two", "is_done": False}],
}


def fill(text: str, form: Form = Form.MARKDOWN, **values: object) -> str:
    return parse(text, NAMES).fill({**VALUES, **values}, form)


def test_names_and_sections_are_filled_in():
    text = """
Hello {{owner}}, {{ title }} in {{release}}:

{{#items}}
- [{{#is_done}}x{{/is_done}}{{^is_done}} {{/is_done}}] {{name}} of {{title}}
{{/items}}
{{^items}}
nothing
{{/items}}

{{#is_new}}New.{{/is_new}}{{#title}} It has a title.{{/title}}
"""
    assert fill(text) == (
        "Hello @ann, Warm standby in v1.9:\n\n- [x] one of Warm standby\n"
        "- [ ] two of Warm standby\n\nNew. It has a title."
    )
    assert fill(text, items=[], is_new=False, title="") == (
        "Hello @ann,  in v1.9:\n\nnothing"
    )


def test_no_more_than_one_blank_line_is_left():
    assert fill("a\n\n{{^is_new}}\nx\n{{/is_new}}\n\n\nb  \n") == "a\n\nb"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\n{{titel}}", "line 2: there is no name 'titel'. Did you mean title?"),
        ("{{x}}", "There are: is_new, items, link, owner, release, title."),
        ("{{name}}", "there is no name 'name'"),
        ("{{#items}}{{nme}}{{/items}}", "inside {{#items}}. Did you mean name?"),
        ("{{#items}}\n{{/items}}\n{{oops}}", "line 3: "),
        ("{{#items}}", "line 1: {{#items}} is never closed; add {{/items}}."),
        ("{{/items}}", "closes nothing here; no section is open; remove it."),
        ("{{#is_new}}{{#title}}{{/is_new}}", "write {{/title}}."),
        ("{{items}}", "is a list; write {{#items}} … {{/items}}."),
        ("{{is_new}}", "is true or false; write {{#is_new}}"),
        ("{{title.upper}}", "this is no tag; write {{name}}"),
        ("{{{title}}}", "this is no tag"),
        ("{{&title}}", "this is no tag"),
        ("{{> other}}", "this is no tag"),
        ("{{! comment }}", "this is no tag"),
        ("{{__class__}}", "this is no tag"),
        ("{{ Title }}", "this is no tag"),
        ("{{title", "this is no tag"),
        ("title}}", "this is no tag"),
        ("a\0b", "NUL"),
        ("/{{title}}", "no command is named by a value"),
        ("x\n/{{release}} a", "line 2: no command is named by a value"),
        ("x" * (LONGEST_TEMPLATE + 1), "at most 20,000 may be"),
        ("{{#title}}" * 7 + "{{/title}}" * 7, "more than 6 sections"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: str):
    with pytest.raises(TemplateInvalid) as refused:
        parse(text, NAMES)
    assert told in str(refused.value)


def test_letter_that_grows_too_long_is_refused():
    many = [{"name": "x" * 500, "is_done": True}] * (LONGEST_LETTER // 500 + 1)
    with pytest.raises(LetterTooLong, match="at most 60,000"):
        fill("{{#items}}{{name}}{{/items}}", items=many)


def test_what_is_wrong_is_told_in_the_language_of_who_looks_at_it():
    with speaking("de"), pytest.raises(TemplateInvalid) as refused:
        parse("a\n{{titel}}", NAMES)
    told = "Zeile 2: Es gibt keinen Namen 'titel'. Meintest du title? Es gibt: "
    assert str(refused.value).startswith(told)
    # A letter is made in the project's language, whoever wants to see it.
    long = LetterTooLong(60_001)
    with speaking("de"):
        assert (
            str(long) == "Das Schreiben hätte 60.001 Zeichen; höchstens 60.000 passen."
        )


def test_value_that_was_not_given_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        parse("{{title}}", NAMES).fill({}, Form.PLAIN)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("Fix\n/close", "Fix /close"),
        ("/close", r"\/close"),
        ("\r\n\u2028/close", r"\/close"),
        ("<!-- hidden -->", "&lt;!-- hidden --&gt;"),
        ("ask @alice or @org/team", "ask @\u200balice or @\u200borg/team"),
        ("as in #12", "as in #\u200b12"),
        ("**bold** [x](y) `z`", r"\*\*bold\*\* \[x\](y) \`z\`"),
        ("# Title", r"\# Title"),
        ("- [ ] item", r"\- \[ \] item"),
        ("1. first", r"1\. first"),
        ("\u202eevil\u0007", "evil"),
        ("{{title}}", "{{title}}"),
        ("a" * 700, "a" * 599 + "…"),
    ],
)
def test_text_stays_words(given_: str, expected: str):
    assert fill("{{title}}", title=given_) == expected


def test_mail_keeps_signs_of_markdown_and_still_rings_nobody():
    assert fill("{{title}}", Form.PLAIN, title="*a* <b> @ann") == "*a* <b> @\u200bann"
    assert fill("{{title}}", Form.PLAIN, title="/giphy x").startswith("\u200b/")


@pytest.mark.parametrize(
    ("kind", "given_", "expected"),
    [
        (Kind.WORD, "v1.9\n/close", "v1.9 /close"),
        (Kind.WORD, "//close", "close"),
        (Kind.WORD, "a;b`c@d", "a-b-c-d"),
        (Kind.TEXT, "see GH-12, gh-3", "see GH-\u200b12, gh-\u200b3"),
        (Kind.LOGIN, "ann-b", "@ann-b"),
        (Kind.LOGIN, "@ann", "@ann"),
        (Kind.LOGIN, "robot[bot]", "@robot[bot]"),
        (Kind.LOGIN, "ann b @carol", "ann b @\u200bcarol"),
        (Kind.LOGIN, "", ""),
        (Kind.LINK, "https://a.example/x?y=1", "https://a.example/x?y=1"),
        (Kind.LINK, "javascript:alert(1)", ""),
        (Kind.LINK, "https://a.example/x) [y](z", ""),
    ],
)
def test_kinds_take_what_they_are_for(kind: Kind, given_: str, expected: str):
    assert escaping.value(kind, given_, Form.MARKDOWN) == expected


NASTY = st.text(
    st.one_of(
        st.sampled_from("/@#<>!-`*_[]{}\\\n\r\t \u2028\u2029\x0b\x0c\x85&|~1."),
        st.characters(),
    ),
    max_size=80,
) | st.sampled_from(
    ["/close", "\n/label tracked/yes", "<!--", "-->", "{{title}}", "```", "@all", "#1"]
)
LETTER = """{{title}}
{{#items}}
- {{name}} {{title}}
{{name}}
{{/items}}
{{title}}{{title}} {{owner}} {{release}} {{link}}
/label tracked/yes
/milestone {{release}}
"""
RULES = load("kubernetes").command_rules


@given(NASTY, NASTY, NASTY, NASTY, NASTY)
def test_values_never_become_commands_comments_or_markers(
    title: str, release: str, owner: str, link: str, name: str
):
    items = [{"name": name, "is_done": True}]
    text = fill(LETTER, title=title, owner=owner, link=link, items=items)
    said = [one.raw for one in grammar.parse(text, RULES)]
    assert said == ["/label tracked/yes", "/milestone v1.9"]
    assert "<!--" not in text
    assert not outbox.is_marked(text)
    # Of another word than a release's, the milestone's command is still one.
    text = fill(LETTER, title=title, release=release, items=items)
    words = {one.verb for one in grammar.parse(text, RULES)}
    assert words <= {"label", "milestone"}
    # Prow's own expressions, which begin at each line.
    lines = [line for line in text.splitlines() if line.startswith("/")]
    assert len(lines) == len(re.findall(r"(?m)^/", text)) == 2


@given(NASTY, st.sampled_from([Form.FILE, Form.TITLE, Form.YAML]))
def test_no_value_breaks_the_line_of_a_file_or_title(text: str, form: Form):
    shown = escaping.value(Kind.TEXT, text, form)
    assert shown == " ".join(shown.split()) == shown.strip()
    assert form is Form.TITLE or not shown.startswith("/")
    assert len(shown) <= 6 * escaping.LONGEST_VALUE
    if form is Form.FILE:
        assert "<" not in shown
        assert plain(shown) == escaping.one_line(text)
    if form is Form.YAML:
        assert "---" not in shown
        assert Yaml(f"a: {shown}").plain(Yaml(f"a: {shown}").root) == {
            "a": escaping.one_line(text)
        }


@given(NASTY, st.sampled_from([Form.MARKDOWN, Form.PLAIN]))
def test_no_value_mentions_or_refers_or_breaks_the_line(text: str, form: Form):
    shown = escaping.value(Kind.TEXT, text, form)
    assert shown == " ".join(shown.split()) == shown.strip()
    assert re.search(r"@\w|#\d", shown) is None
    assert not shown.startswith("/")
    assert len(shown) <= 6 * escaping.LONGEST_VALUE


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str):
    try:
        template = parse(text, NAMES)
    except TemplateInvalid as refused:
        told = str(refused)
        assert re.match(r"line \d+: |it h", told)
    else:
        template.fill(VALUES, Form.MARKDOWN)


PIECES = st.recursive(
    st.sampled_from(["a ", "\n", "{{title}}", "{{owner}}", "{{release}}"]),
    lambda inner: st.builds(
        lambda mark, name, parts: (
            f"{{{{{mark}{name}}}}}{''.join(parts)}{{{{/{name}}}}}"
        ),
        st.sampled_from("#^"),
        st.sampled_from(["is_new", "title", "items"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(st.lists(PIECES, max_size=5), st.booleans())
def test_what_is_well_formed_is_read(parts: list[str], is_new: bool):
    text = "".join(parts)
    try:
        fill(text, is_new=is_new)
    except TemplateInvalid as refused:
        told = str(refused)
        assert "more than" in told or "named by a value" in told
