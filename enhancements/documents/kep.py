"""Reading a KEP: its metadata file kep.yaml, and the text beside it.

Forms and irregularities are those of kubernetes/enhancements: versions without v,
"0.0" for none, TBD, blank maps, statuses and stages that do not exist, handles
without @, teams named as people. What cannot be read stays as it is, with a problem.
"""

from __future__ import annotations

import re

from enhancements.documents import metadata
from enhancements.documents.facts import METADATA, Reading
from enhancements.documents.markdown import read_page
from enhancements.documents.metadata import Place
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Yaml
from enhancements.profiles import Profile

REVISION = 2
"""Raised whenever the same text may give other facts than before."""

# A rule of dashes is taken for the frame of front matter, as the project's own
# reader takes it (api/proposal.go).
_RULE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def read(data: bytes, *, profile: Profile) -> Reading:
    """Everything that one version of a kep.yaml says; it never raises."""
    name = profile.documents.main
    try:
        parsed = Yaml(_RULE.sub("", decode(data)))
        pairs = parsed.pairs(parsed.root)
    except Unreadable as error:
        return Reading(
            unreadable=f"{name} cannot be read: {error}. Correct that place; a text"
            " with a colon or a # in it needs quotes."
        )
    if pairs is None:
        return Reading(
            unreadable=f"{name} cannot be read: it has no keys; write title: and the"
            " others of its template."
        )
    place = Place(METADATA, f"{name}, line {{}}", f"{name}, lines {{}}")
    return Reading(metadata.facts(pairs, profile, place))


def read_text(data: bytes, *, profile: Profile) -> Reading:
    """The headings of the text beside it; it claims nothing and never raises."""
    del profile  # Markdown is the same in all of them.
    try:
        return Reading(headings=read_page(decode(data), 1).headings)
    except Unreadable as error:
        return Reading(unreadable=str(error))
