"""Translations are whole and up to date, and what is marked stays marked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from enhancements import languages
from tests.support import wrapping
from tests.support.translating import messages

tool = messages()
ROOMS = tool.rooms()
OTHERS = tool.languages()
IN_A_ROOM = {path: room for room in ROOMS for path in tool.files(room)}
FOR_READERS = ("templates/**/*.html", "static/js/*.js")
NOT_FOR_READERS = {
    # Kept with what is written to GitHub.
    "enhancements/actions/check_in_comments.py": [
        "Comments were switched off before it was written.",
        "Taken back by @ .",
    ],
    "enhancements/actions/postings.py": [
        " comments changed in between.",
        "Another text goes instead.",
        "Comments were switched off before it was written.",
        "Taken back by @ .",
    ],
    # Subjects of events, names of lines, parts of addresses and of letters.
    "enhancements/actions/exception_rows.py": ["exception "],
    "enhancements/queries/announcements.py": ["that it aims at"],
    "enhancements/queries/letter_words.py": ["comment ", "letters of ", "outreach of "],
    "enhancements/queries/untracked.py": ["code-freeze"],
    "enhancements/views/exceptions_asking.py": ["?asked"],
    # Attributes that a macro gives.
    "templates/exceptions/new.html": [
        'aria-invalid="true" aria-describedby="e- " · ·',
    ],
    "templates/propose/parts.html": ['aria-invalid="true" aria-describedby=" "'],
    "enhancements/views/choosing_language.py": ["Lax"],
    # What a program is answered.
    "enhancements/views/errors.py": ["Something broke here. Try again in a moment."],
    "static/js/keys.js": ["Shift+ "],
}
"""What `wrapping` finds without reason, or what goes to others than readers."""
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
MARKUP = re.compile(r"<[^>]*>")


def each_text():
    """Every language, room, and text with all its forms."""
    for language in OTHERS:
        for room in ROOMS:
            for message in tool.messages(tool.translations(language, room)):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                said = message.string
                yield language, ids, said if isinstance(said, tuple) else (said,)


def test_there_are_translations_to_look_at():
    assert OTHERS == ["de"]
    assert len(list(each_text())) > 300


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("room", ROOMS)
def test_translations_are_as_make_messages_writes_them(language: str, room: str):
    path = tool.LOCALE / language / f"{room}.po"
    assert path.read_text(encoding="utf-8") == tool.brought_up(language, room)


@pytest.mark.parametrize("language", OTHERS)
def test_everything_that_is_marked_is_translated(language: str):
    assert tool.missing(language) == []


def test_nothing_is_guessed():
    files = tool.LOCALE.glob("*/*.po")
    assert [path for path in files if "fuzzy" in path.read_text("utf-8")] == []


def test_every_plural_has_all_forms():
    wrong = [
        ids
        for language, ids, said in each_text()
        if len(ids) == 2
        and len(said) != tool.translations(language, ROOMS[0]).num_plurals
    ]
    assert wrong == []


def test_translations_name_the_same_values():
    def names(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    wrong = [
        (one, names(one), names(ids[-1]))
        for _, ids, said in each_text()
        for one in said
        if names(one) != names(ids[-1])
    ]
    assert wrong == []


def test_translations_have_the_same_markup():
    wrong = [
        (one, ids[-1])
        for _, ids, said in each_text()
        for one in said
        if sorted(MARKUP.findall(one)) != sorted(MARKUP.findall(ids[-1]))
    ]
    assert wrong == []


def test_a_text_means_the_same_in_every_room():
    said: dict[tuple[str, object, object], set[object]] = {}
    for language in OTHERS:
        for room in ROOMS:
            for message in tool.messages(tool.translations(language, room)):
                key = (language, message.context, message.id)
                said.setdefault(key, set()).add(message.string)
    assert {key: found for key, found in said.items() if len(found) > 1} == {}


def test_every_file_is_in_one_room():
    places = [path for room in ROOMS for path in tool.files(room)]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    "path", IN_A_ROOM, ids=lambda path: path.relative_to(tool.ROOT).as_posix()
)
def test_every_text_of_a_room_is_marked(path: Path):
    name = path.relative_to(tool.ROOT).as_posix()
    assert wrapping.found_in(path) == NOT_FOR_READERS.get(name, [])


def test_a_language_is_offered_once_every_page_is_in_a_room():
    """Until then what is translated is seen by nobody."""
    shown = {path for pattern in FOR_READERS for path in tool.ROOT.glob(pattern)}
    without = sorted(
        path.relative_to(tool.ROOT).as_posix() for path in shown - set(IN_A_ROOM)
    )
    offered = set(languages.COMPLETE) - {languages.SOURCE}
    assert (sorted(offered), without if offered else []) == (sorted(offered), [])
    assert offered <= set(OTHERS)


def test_no_translated_text_is_kept_from_the_first_page_that_needs_it():
    """What a template with macros sets at its top is made once for each process."""
    wrong = [
        path.name
        for path in IN_A_ROOM
        if path.suffix == ".html" and wrapping.marks_at_the_top_of_macros(path)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("a.html", "<p>Not read yet</p>", ["Not read yet"]),
        ("a.html", "{% if x %}<p>a{% else %}Never{% endif %}</p>", ["aNever"]),
        ("a.html", '<a aria-label="All of {{ x }}">{{ x }}</a>', ["All of"]),
        ("a.html", '{{ "Sign in" if x else "" }}', ["Sign in"]),
        ("a.html", '{{ nothing(page, "All releases") }}', ["All releases"]),
        ("a.html", '{{ _("Sign in") if x else "" }} {{ x }}, GitHub', []),
        ("a.html", "{% trans x=y %}All of {{ x }}{% endtrans %} <b>·</b>", []),
        ("a.html", '<code>manage.py sync</code><input value="yes">', []),
        ("a.js", 'show("Nothing is called so.");', ["Nothing is called so."]),
        ("a.js", "show(`${some} results are here`);", ["  results are here"]),
        ("a.js", 'show(gettext("Close it (%(n)s)", { n: f("x") }), "btn-s");', []),
        ("a.py", 'x = f"No release {name} here"', ["No release   here"]),
        ("a.py", 'raise Refused("Give it a name.")', ["Give it a name."]),
        ("a.py", '"""Says so here."""\nx = gettext("Give it a name.")', []),
        ("a.py", 'x = "SELECT one FROM some WHERE other"', []),
    ],
)
def test_what_is_not_marked_is_found(tmp_path: Path, name, source, found):
    path = tmp_path / name
    path.write_text(source, encoding="utf-8")
    assert wrapping.found_in(path) == found
