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
    # Kept with an event, and never shown.
    "enhancements/policy/corrections.py": [
        " fields say something else by now",
        "The source says the same by now.",
    ],
    # What lines of changes are about.
    "enhancements/queries/concerns.py": ["concern   "],
    "enhancements/queries/dependencies.py": ["dependency   "],
    "enhancements/policy/dependencies.py": ["None"],
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
    # By what people look for a page, beside its name.
    "enhancements/policy/palette.py": [
        "account tokens profile",
        "enhancements list search",
        "freeze checks tracked",
        "group mine team",
        "new request freeze past",
        "new write enhancement start",
        "owners reviewers approvers",
        "queue mine todo",
        "reading sync repositories",
        "release current now",
        "survival slips figures",
    ],
    "enhancements/queries/palette.py": ["all projects switch"],
    # Pieces of statements, and what lines are about, which nobody is shown.
    "enhancements/queries/browse_facets.py": [", problems, drift"],
    "enhancements/queries/orders.py": ["( )::text"],
    "enhancements/queries/decision_words.py": ["decision "],
    "enhancements/queries/happening_words.py": ["exception ", "life of "],
    # Markdown, to be pasted elsewhere.
    "enhancements/queries/reports/annual.py": [
        "Deferred or removed",
        "Not proven",
        "Opened",
        "Shipped",
        "Slipped",
        "Taken out",
    ],
    "enhancements/queries/reports/notes.py": [
        "  Feature gate:  .",
        " in ",
        "This release brings  .",
    ],
    # Names in a plan of PostgreSQL.
    "enhancements/queries/search/rareness.py": ["Alias", "Plan", "Plan Rows", "Plans"],
    # Names in headers.
    "enhancements/views/choosing_language.py": ["Lax", "Origin", "Referer"],
    # What is stored is the project's.
    "enhancements/actions/release_life.py": ["Given when   was opened."],
    "enhancements/actions/releases.py": ["The schedule agrees."],
    "enhancements/policy/rolling.py": [
        " Its sources plan  .",
        ". Does its SIG want it in  ?",
        ". Proposed for  .",
    ],
    "enhancements/queries/comparing.py": ["Row"],
    "enhancements/queries/deadlines.py": ["release"],
    "enhancements/queries/rolling.py": ["Carried over from  .", "Carried over to  ."],
    # Feeds, which programs read.
    "enhancements/views/my_feeds.py": [
        "Deadlines of @",
        "Due   UTC.",
        "Inbox of @",
        "Nothing is here.",
        "The freezes that your entries are worked for, and when their exceptions end. ",
        "The newest first; what is done is in it no longer. ",
        "To stop it, revoke its address: ",
        "What changed of what you follow. ",
        "What waits for @",
        "What you follow, and how you are told: ",
        "You follow  . ",
        "the secret address of a feed, which its owner can renew",
    ],
    # Stored as a reason, and the name of a type.
    "enhancements/actions/release_letters.py": ["Took back what   changed."],
    "enhancements/policy/letters/template.py": ["Kind | Names"],
    # What is wrong in a profile, for who keeps it.
    "enhancements/profiles/letters_loader.py": [
        ": there is no freeze  ; write one of  .",
        "at most the   of green",
        "names of SIGs in lower case, without sig- before them",
    ],
    # Commands, and lines that are written into documents and issues.
    "enhancements/policy/drift_fixes.py": ["label "],
    "enhancements/policy/drift_owners.py": ["- Primary contact (assignee): "],
    "enhancements/policy/drift_rules.py": ["- This VEP targets   for version: "],
    # Keys of what is read, and what a check is called that there is no more.
    "enhancements/policy/checks/criteria_reader.py": [
        " as it was set",
        "check",
        "checks",
        "deadline",
        "freezes",
        "key",
        "with",
    ],
    # Titles of checks are the project's words, as labels of profiles are.
    "enhancements/policy/checks/rules_code.py": [
        "Code pull requests are listed",
        "Code pull requests are merged or ready",
    ],
    "enhancements/policy/checks/rules_docs.py": [
        " to ",
        "Docs pull request",
        "Feature blog has a placeholder",
    ],
    "enhancements/policy/checks/rules_document.py": [
        "No open pull request changes it",
        "Readiness file names an approver",
    ],
    "enhancements/policy/checks/rules_issue.py": [
        "Issue links the document",
        "Tracking issue is open",
        "Work out of tree is confirmed",
    ],
    "enhancements/policy/checks/rules_record.py": [
        "Document names the stage",
        "Feature gate is named, or why there is none",
    ],
    "enhancements/policy/checks/rules_sections.py": ["Document has its sections"],
    # An attribute's text.
    "templates/criteria/field.html": [
        'aria-describedby="h- e- - " aria-invalid="true"'
    ],
    # What a program is answered.
    "enhancements/views/errors.py": ["Something broke here. Try again in a moment."],
    # Stored as the reason of a decision.
    "enhancements/actions/take_overs.py": ["@  takes it over."],
    # What stands together is named so.
    "enhancements/queries/asking_words.py": ["asking of ", "decision "],
    # The name of a service.
    "enhancements/queries/rosters.py": ["Slack"],
    "enhancements/queries/work_words.py": ["work   "],
    # Stored as a reason, and how pages are opened to whom.
    "enhancements/views/still_true.py": [
        " days",
        "Still true   before the  .",
        "Still true.",
        "the signed link of a message, good for two weeks",
        "the signed link that stands in every message",
    ],
    "static/js/keys.js": ["Shift+ "],
    # Headlines, which are kept.
    "enhancements/policy/following.py": [
        " and   more",
        " of    :   still ",
        "At risk for the   of ",
        "Has all that the   of   asks",
        "in   days",
    ],
    # What declares who may.
    "enhancements/views/following.py": [
        "the signed link that stands in every message, for one subscription",
    ],
    # What is kept, and what is sent to channels.
    "enhancements/actions/channels.py": [
        " tries in a row failed: ",
        "@  asked for this to see whether messages arrive here. They do.",
        "@  stopped it.",
        "A test from ",
        "It was owed for too long while the channel was off.",
        "Made",
        "The other side says that this address is no more.",
    ],
    "enhancements/queries/change_troubles.py": [
        "enhancement ",
    ],
    # Subjects of events.
    "enhancements/actions/attributions.py": [
        " asks for one again",
        " attributed",
        " attribution undone",
        " needs none",
    ],
    # Subjects of events, and why a write was given up.
    "enhancements/actions/mending.py": [
        " cancelled",
        "Cancelled by @  before it was written.",
    ],
    # What a script is answered.
    "enhancements/views/live.py": [
        "Any",
        "Too many people watch boards here. The board itself can be read.\n",
    ],
    # For who maintains it.
    "enhancements/policy/decisions.py": [" places hold something else by now"],
    "static/js/combo.js": ["End", "Home", "Tab"],
    "static/js/party.js": ["Shift", "Shift+Enter"],
    "templates/board/matrix.html": ['aria-sort=" "'],
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
