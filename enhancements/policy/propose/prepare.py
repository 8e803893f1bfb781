"""The texts of a proposal, and the addresses at which GitHub has them filled in.

Pure. An address opens GitHub's own form; nothing is made before a person presses the
button there.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from enhancements.policy import addresses
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Values
from enhancements.policy.propose.draft import Draft, ladder
from enhancements.profiles.propose import GRADUATES, META, ONCE, FileText, Propose
from enhancements.profiles.schema import Profile

LONGEST_ADDRESS = 8_000
"""Characters of an address that GitHub takes; it answers longer ones with 414."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where the project's enhancements are kept."""

    repository: str = ""
    """Address of the repository's page; empty where nobody knows one on GitHub."""
    branch: str = ""
    """The one that documents are merged into."""
    documents: str = ""
    """Address of the page of the repository of the documents, where that is another."""

    @property
    def files(self) -> str:
        """Where the documents go."""
        return self.documents or self.repository


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A text with the address that opens GitHub's form with it."""

    label: str
    about: str
    name: str
    """The issue's title, or the path of the file."""
    text: str
    address: str
    """Empty where no repository on GitHub is known."""
    is_short: bool = False
    """Whether the text was too long for the address, which is without it then."""
    labels: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """What is prepared for one draft."""

    issue: Prepared
    renamed: str = ""
    """The issue's title with its number."""
    folder: str = ""
    """Path of the folder of the documents; empty before the number is known."""
    files: tuple[Prepared, ...] = ()


def issue(
    draft: Draft, profile: Profile, propose: Propose, place: Place, today: dt.date
) -> Prepared:
    """The tracking issue, which has no number yet."""
    given = values(draft, profile, propose, today=today)
    title = propose.issue.title.fill(given, Form.TITLE)
    body = propose.issue.body.fill(given, Form.MARKDOWN) + "\n"
    labels = propose.issue.labels
    address, is_short = _issue_address(propose, place, title, body)
    return Prepared("Tracking issue", "", title, body, address, is_short, labels)


def _issue_address(
    propose: Propose, place: Place, title: str, body: str
) -> tuple[str, bool]:
    if not place.repository:
        return "", False
    asked = {
        # The template brings its labels for those who may not set any themselves.
        "template": propose.issue.template,
        "title": title,
        "labels": ",".join(propose.issue.labels),
    }
    whole = addresses.new_issue(place.repository, {**asked, "body": body})
    if len(whole) <= LONGEST_ADDRESS:
        return whole, False
    return addresses.new_issue(place.repository, asked), True


def documents(
    draft: Draft,
    profile: Profile,
    propose: Propose,
    place: Place,
    *,
    number: int,
    today: dt.date,
) -> Made:
    """Everything once the issue has a number."""
    first = issue(draft, profile, propose, place, today)
    given = values(draft, profile, propose, today=today, number=number, place=place)
    course = propose.course(draft.course).key
    files = tuple(
        _file(one, given, place) for one in propose.files if course in one.courses
    )
    renamed = propose.issue.renamed
    return Made(
        issue=first,
        renamed=renamed.fill(given, Form.TITLE) if renamed else "",
        folder=files[0].name.rpartition("/")[0] if files else "",
        files=files,
    )


def _file(one: FileText, given: Values, place: Place) -> Prepared:
    path = one.path.fill(given, Form.TITLE)
    text = one.text.fill(given, one.form) + "\n"
    if one.front is not None:
        text = f"---\n{one.front.fill(given, Form.YAML)}\n---\n\n{text}"
    address, is_short = "", False
    if place.files:
        where = (place.files, place.branch, path)
        address = addresses.new_file(*where, text)
        is_short = len(address) > LONGEST_ADDRESS
        if is_short:
            address = addresses.new_file(*where, "")
    return Prepared(one.label, one.about, path, text, address, is_short)


def values(
    draft: Draft,
    profile: Profile,
    propose: Propose,
    *,
    today: dt.date,
    number: int | None = None,
    place: Place | None = None,
) -> Values:
    """What the names of `propose.names` stand for."""
    prefix = profile.documents.sig_prefix
    course = propose.course(draft.course)
    sig_directory = f"{prefix}{draft.sig}" if draft.sig else ""
    stage = profile.stage(draft.stage) if draft.stage else None
    aimed = bool(stage and draft.release)
    steps = [
        {
            "step": one.key,
            "step_name": one.canonical.capitalize(),
            "step_label": one.label,
            "step_word": one.label if one.label.isupper() else one.label.lower(),
            "step_release": draft.release if aimed and one == stage else "",
        }
        for one in ladder(profile)
    ]
    target = (
        [
            {
                "target": stage.key,
                "target_label": stage.label,
                "target_release": draft.release,
            }
        ]
        if stage and draft.release
        else []
    )
    is_numbered = number is not None and place is not None and bool(place.repository)
    return {
        "project": profile.title,
        "word": profile.word,
        "words": profile.words,
        "title": draft.title,
        "summary": draft.summary,
        "sig": draft.sig,
        "sig_directory": sig_directory,
        "folder": course.folder or sig_directory,
        "participating": [
            {"other": one, "other_directory": f"{prefix}{one}"}
            for one in draft.participating
        ],
        "owners": _people(draft.owners),
        "reviewers": _people(draft.reviewers),
        "approvers": _people(draft.approvers),
        "readiness": _people(draft.readiness),
        "gate": draft.gate if course.has_gate else "",
        "stage": stage.key if stage else "",
        "stage_label": stage.label if stage else "",
        "release": draft.release,
        "targets": target,
        "ladder": steps,
        "is_graduating": course.key == GRADUATES,
        "is_once": course.key == ONCE,
        "is_meta": course.key == META,
        "discussion": draft.discussion,
        "issue": f"{place.repository}/issues/{number}" if is_numbered and place else "",
        "number": "" if number is None else str(number),
        "slug": draft.named,
        "today": today.isoformat(),
    }


def _people(handles: Sequence[str]) -> list[dict[str, str]]:
    return [{"login": one} for one in handles]
