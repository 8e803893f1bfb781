"""What somebody types into the form of a proposal, made fit for the texts.

Pure. What is shown back is what the prepared texts say: a title loses marks that no
title keeps, a handle its @. Nothing of it is stored.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from enhancements.documents import fields
from enhancements.documents.markdown import Line
from enhancements.documents.target_lines import read_line
from enhancements.documents.versions import parse_release
from enhancements.languages import gettext
from enhancements.policy.letters import escaping
from enhancements.policy.letters.escaping import Form, Kind, one_line
from enhancements.profiles.issue_rules import is_template_title
from enhancements.profiles.propose import GRADUATES, Course, Propose
from enhancements.profiles.schema import Profile, Stage

LONGEST_TITLE = 200
"""Characters; GitHub takes 256 with the prefix."""
LONGEST_SUMMARY = 600
LONGEST_PATHS = 600
LONGEST_SLUG = 60
MOST_PEOPLE = 10
"""As many as one issue can have assignees (GitHub Docs)."""
SHORTEST_TITLE = 2
"""Words; one alone finds everything and tells nothing."""

# What readers take off the ends of a title.
_ENDS = " \t:.-\N{EN DASH}\N{EM DASH}"
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")
_GATE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,99}")
_LINK = re.compile(r"https?://[^\s<>()\[\]\"'`\\]+")
_PARTS = re.compile(r"[\s,;]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as it was typed, cleaned; an empty field was not given."""

    title: str = ""
    summary: str = ""
    course: str = GRADUATES
    """Key of how it goes."""
    paths: tuple[str, ...] = ()
    """Of code that it touches."""
    sig: str = ""
    participating: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    """Handles without @, as the three below."""
    reviewers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    readiness: tuple[str, ...] = ()
    stage: str = ""
    """Key of a stage that the course may aim at."""
    release: str = ""
    gate: str = ""
    discussion: str = ""
    slug: str = ""
    """As typed; `named` is what counts."""
    issue: str = ""
    """Number or address of the tracking issue, as typed."""

    @property
    def named(self) -> str:
        """The words of the folder's name: those typed, else those of the title."""
        return self.slug or slug_of(self.title)

    @property
    def text(self) -> str:
        """What similar ones are looked for by."""
        return f"{self.title} {self.summary}".strip()


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a field."""

    field: str
    sentence: str
    stops: bool = True
    """Whether nothing is prepared before it is mended."""


def read(
    given: Mapping[str, Sequence[str]], profile: Profile, propose: Propose
) -> Draft:
    """The draft of a form; what cannot be meant is left in place for `findings`.

    `owner` and `joins` are the buttons beside a suggestion: they send the form as it
    stands, with that SIG as the owner or as one that takes part.
    """

    def last(name: str) -> str:
        return given.get(name, ("",))[-1] if given.get(name) else ""

    sig = last("owner") or last("sig")
    also = (*given.get("also", ()), last("joins"))
    others = [profile.sig_name(one) or "" for one in also]
    owning = profile.sig_name(sig) or one_line(sig)[:80]
    release = one_line(last("release"))[:40]
    course = propose.course(last("course"))
    return Draft(
        title=title_of(last("title"), profile),
        summary=one_line(last("summary")[: 2 * LONGEST_SUMMARY])[:LONGEST_SUMMARY],
        course=course.key,
        paths=_several(last("paths")[:LONGEST_PATHS]),
        sig=owning,
        participating=tuple(
            dict.fromkeys(one for one in others if one and one != owning)
        ),
        owners=_people(last("owners")),
        reviewers=_people(last("reviewers")),
        approvers=_people(last("approvers")),
        readiness=_people(last("readiness"))[:1],
        stage=_stage(last("stage"), profile, course),
        release=(parse_release(release) or release) if course.has_target else "",
        gate=_gate(last("gate")),
        discussion=one_line(last("discussion"))[:500],
        slug=slug_of(last("slug")),
        issue=one_line(last("issue"))[:300],
    )


def _stage(text: str, profile: Profile, course: Course) -> str:
    """The stage aimed at: one that the course knows, and its only one in any case."""
    stage = profile.stage(text)
    is_known = stage in stages_of(profile, course)
    return stage.key if stage is not None and is_known else course.only_stage


def title_of(text: str, profile: Profile) -> str:
    """A title without the project's prefix and number, and without marks at its ends.

    It is what the readers of issues and documents make of the prepared texts, so it is
    found by doing as they do until nothing changes any more.
    """
    title, before = one_line(text[: 2 * LONGEST_TITLE])[:LONGEST_TITLE], ""
    while title != before:
        before = title
        title = profile.issues.split_title(title)[1].strip(_ENDS)
    return title


def slug_of(text: str) -> str:
    """Words of small letters and digits with a hyphen between: of a title the first.

    Empty for a text without a Latin letter or digit: then somebody has to write them.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    ascii_ = plain.encode("ascii", "ignore").decode()
    words = _NOT_SLUG.sub("-", ascii_).strip("-")
    if len(words) <= LONGEST_SLUG:
        return words
    cut = words[: LONGEST_SLUG + 1].rpartition("-")[0] or words[:LONGEST_SLUG]
    return cut.strip("-")


def parameters(draft: Draft) -> dict[str, object]:
    """The draft as parameters of the form's address."""
    return {
        "title": draft.title,
        "summary": draft.summary,
        "course": "" if draft.course == GRADUATES else draft.course,
        "paths": " ".join(draft.paths),
        "sig": draft.sig,
        "also": list(draft.participating),
        "owners": _said(draft.owners),
        "reviewers": _said(draft.reviewers),
        "approvers": _said(draft.approvers),
        "readiness": _said(draft.readiness),
        "stage": draft.stage,
        "release": draft.release,
        "gate": draft.gate,
        "discussion": draft.discussion,
        "slug": draft.slug,
        "issue": draft.issue,
    }


def ladder(profile: Profile) -> tuple[Stage, ...]:
    """The stages that a proposal may aim at, in order."""
    return tuple(
        sorted((one for one in profile.stages if one.ladder), key=lambda one: one.rank)
    )


def stages_of(profile: Profile, course: Course) -> tuple[Stage, ...]:
    """The stages that an enhancement of a course may aim at, in order."""
    if not course.has_target:
        return ()
    own = [one for one in profile.stages if one.key in course.stages]
    return tuple(sorted(own, key=lambda one: one.rank)) or ladder(profile)


def findings(
    draft: Draft, profile: Profile, propose: Propose, *, sigs: Iterable[str]
) -> tuple[Finding, ...]:
    """What is to be mended, or to be known, before the issue is opened.

    `sigs` are those that the project has; empty where no roster names any.
    """
    found = [*_about_title(draft, profile), *_about_people(draft)]
    found += _about_summary(draft, profile)
    course, known = propose.course(draft.course), set(sigs)
    if not draft.sig:
        if course.needs_sig:
            found.append(Finding("sig", gettext("Choose the SIG that is to own it.")))
    elif profile.sig_name(draft.sig) is None or (known and draft.sig not in known):
        sentence = gettext(
            "There is no SIG %(sig)s here; choose one of the list.", sig=draft.sig
        )
        found.append(Finding("sig", sentence))
    if unknown := [one for one in draft.participating if known and one not in known]:
        sentence = gettext(
            "There is no SIG %(sig)s here; leave it out.", sig=unknown[0]
        )
        found.append(Finding("also", sentence))
    if draft.release and parse_release(draft.release) is None:
        sentence = gettext(
            "%(text)s is no release; write one such as v1.9.", text=draft.release
        )
        found.append(Finding("release", sentence))
    if bool(draft.release) != bool(draft.stage) and not course.only_stage:
        sentence = gettext(
            "A target is a stage and a release; name both, or neither yet."
        )
        found.append(Finding("release", sentence, stops=False))
    if course.has_gate and draft.gate and _GATE.fullmatch(draft.gate) is None:
        sentence = gettext(
            "A feature gate is one word of letters and digits, such as BiggerDisks."
        )
        found.append(Finding("gate", sentence))
    if draft.discussion and _LINK.fullmatch(draft.discussion) is None:
        sentence = gettext("Write the whole address, beginning with https://.")
        found.append(Finding("discussion", sentence))
    return tuple(found)


def _about_title(draft: Draft, profile: Profile) -> Iterable[Finding]:
    if is_template_title(draft.title) or fields.is_undecided(draft.title):
        yield Finding("title", _no_title(profile.word))
    elif len(draft.title.split()) < SHORTEST_TITLE:
        sentence = gettext("A title of one word will be hard to find; write a few.")
        yield Finding("title", sentence, stops=False)


def begins_with_vowel(word: str) -> bool:
    """Whether English says "an" before the project's word."""
    return word[:1].upper() in "AEIOU"


def _no_title(word: str) -> str:
    if begins_with_vowel(word):
        return gettext("Write a title for an %(word)s that tells it apart.", word=word)
    return gettext("Write a title for a %(word)s that tells it apart.", word=word)


def _about_summary(draft: Draft, profile: Profile) -> Iterable[Finding]:
    if not draft.summary:
        sentence = gettext(
            "Say in one or two sentences what it is; reviewers read that first."
        )
        yield Finding("summary", sentence)
    text = escaping.value(Kind.TEXT, draft.summary, Form.FILE)
    if read_line(Line(1, text, text), profile=profile, inside=False) is not None:
        sentence = gettext(
            "It would be read as a target; leave stage and release to their fields."
        )
        yield Finding("summary", sentence)


def _about_people(draft: Draft) -> Iterable[Finding]:
    for field in ("owners", "reviewers", "approvers", "readiness"):
        people: tuple[str, ...] = getattr(draft, field)
        wrong = [one for one in people if _LOGIN.fullmatch(one) is None]
        if wrong:
            sentence = gettext(
                "%(text)s is no GitHub handle; write one such as @name.",
                text=fields.quoted(wrong[0]),
            )
            yield Finding(field, sentence)
    if not draft.owners:
        sentence = gettext("Name at least one person who will do the work.")
        yield Finding("owners", sentence)
    if len(draft.owners) > MOST_PEOPLE:
        sentence = gettext(
            "GitHub assigns at most %(most)s; name fewer.", most=MOST_PEOPLE
        )
        yield Finding("owners", sentence)


def _people(text: str) -> tuple[str, ...]:
    """Handles without @, each once in any case of letters."""
    found: dict[str, str] = {}
    for one in _several(text[:LONGEST_SUMMARY]):
        found.setdefault(one.removeprefix("@").casefold(), one.removeprefix("@"))
    return tuple(one for one in found.values() if one)


def _several(text: str) -> tuple[str, ...]:
    """What stands between blanks, commas and semicolons, each once."""
    return tuple(dict.fromkeys(filter(None, _PARTS.split(one_line(text)))))


def _gate(text: str) -> str:
    word = one_line(text).strip("`")[:100]
    return "" if fields.is_undecided(word) else word


def _said(people: Iterable[str]) -> str:
    return " ".join(f"@{one}" for one in people)
