"""The rules that compare an entry with its tracking issue as GitHub has it. Pure.

Labels, milestone, state and boxes are set by hand there; the plan is what the document
says, and what is decided is what stands on the board.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enhancements.languages import gettext, gettext_noop, pgettext
from enhancements.policy import drift_fixes as fixes
from enhancements.policy import drift_owners
from enhancements.policy.boards import (
    DEFERRED_STANDING,
    REMOVED_STANDING,
    TRACKED_STANDING,
)
from enhancements.policy.drift import (
    NOBODY,
    TEXT,
    Difference,
    Entry,
    Eyes,
    Fix,
    Issue,
    Side,
    names,
)
from enhancements.profiles.schema import Profile, Stage

OPTED_IN, TRACKED = "opted_in", "tracked"
"""Fields of labels that say what the board decides."""
_YES, _NO = "yes", "no"
_DECISION = "decision"
_STANDINGS = {
    TRACKED_STANDING: gettext_noop("tracked in %(release)s"),
    DEFERRED_STANDING: gettext_noop("deferred in %(release)s"),
    REMOVED_STANDING: gettext_noop("removed in %(release)s"),
}


def differences(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """What the issue's state, labels, milestone, boxes and assignees say against the
    rest.
    """
    yield from _stage(entry, issue, eyes)
    yield from _sig(entry, issue, eyes)
    yield from _milestone(entry, issue, eyes)
    yield from _opted_in(entry, issue, eyes)
    yield from _tracked(entry, issue, eyes)
    yield from _closed(entry, issue, eyes)
    yield from _ticks(entry, issue, eyes)
    yield from drift_owners.differences(entry, issue, eyes)


def _family(profile: Profile, field: str) -> dict[str, str]:
    """Labels that speak of a field, by what each says; families of labels left out."""
    return {
        one.name: claim[1]
        for one in profile.labels
        if one.field == field and (claim := profile.label_claim(one.name)) is not None
    }


def _said(issue: Issue, field: str, profile: Profile) -> dict[str, str]:
    """Those that the issue has: name to what it says."""
    return {
        name: claim[1]
        for name in issue.labels
        if (claim := profile.label_claim(name)) is not None and claim[0] == field
    }


def _label_side(issue: Issue, held: Mapping[str, str]) -> Side:
    """What the labels of a family say together; of none that there is none."""
    every = [issue.labels[name] for name in held]
    last = max(every, key=lambda one: str(one.since), default=None)
    since = last.since if last else None
    url = last.url if last else issue.url
    return Side("label", names(held), sorted(held), since, url)


def label_fixes(
    field: str, wanted: set[str], issue: Issue, profile: Profile
) -> tuple[Fix, ...]:
    """What brings the labels of a field to say one of these, and nothing else."""
    held = _said(issue, field, profile)
    known = _family(profile, field)
    if field == "sig":
        known = {f"sig/{one}": one for one in wanted}
    good = [name for name, value in held.items() if value in wanted]
    add = [] if good else [n for n, value in known.items() if value in wanted][:1]
    # Several SIGs take part in one enhancement: theirs stay.
    gone = [] if field == "sig" else [n for n, v in held.items() if v not in wanted]
    if not add and not gone:
        return ()
    return fixes.labels(profile, issue, add=add, remove=gone)


def _stage(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """The stage's label says another stage than the one that is planned there."""
    profile, plan = eyes.profile, entry.plan
    known = _family(profile, "stage")
    wanted = {_shown_as(profile, key, known) for key in entry.stages} - {""}
    if not known or not wanted or plan is None or not entry.is_planned:
        return
    held = _said(issue, "stage", profile)
    if set(held.values()) <= wanted and held:
        return
    yield Difference(
        field="stage",
        stem=gettext_noop("Stage"),
        label=gettext("Stage"),
        sides=(plan, _label_side(issue, held)),
        right=0,
        why=gettext(
            "What is planned for %(release)s counts before the label.",
            release=entry.release,
        ),
        fixes=label_fixes("stage", wanted, issue, profile),
    )


def _shown_as(profile: Profile, key: str, known: Mapping[str, str]) -> str:
    """The stage whose label stands for a stage, by what both mean; empty for none."""
    if key in known.values():
        return key
    stage = profile.stage(key)
    others = [profile.stage(value) for value in known.values()]
    return next((o.key for o in others if o and stage and _alike(o, stage)), "")


def _alike(one: Stage, other: Stage) -> bool:
    return one.canonical == other.canonical


def _sig(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """The owning SIG has no label on the issue."""
    if not entry.sig or not any(one.field == "sig" for one in eyes.profile.labels):
        return
    held = _said(issue, "sig", eyes.profile)
    if entry.sig in held.values():
        return
    own = Side("record", entry.sig, entry.sig, url=entry.plan.url if entry.plan else "")
    yield Difference(
        field="sig",
        stem=gettext_noop("SIG"),
        label=gettext("SIG"),
        sides=(own, _label_side(issue, held)),
        right=0,
        why=gettext(
            "The SIG that owns it, by the profile's precedence, counts before labels."
        ),
        fixes=label_fixes("sig", {entry.sig}, issue, eyes.profile),
    )


def _milestone(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """The milestone is not the release, while one works with milestones."""
    stone = issue.milestone
    left = entry.standing if _has_left(entry) else None
    wanted = "" if left is not None else entry.release
    is_set = fixes.hears(eyes.profile, "milestone", entry.release)
    if stone is None and (not is_set or not wanted):
        return
    name = str(stone.value) if stone is not None else ""
    if name == wanted or (name and name != entry.release and name in entry.releases):
        return
    if left is None and (entry.plan is None or not entry.is_planned):
        return
    if left is not None and name != entry.release:
        return
    none = pgettext("milestone", "none")
    side = stone or Side("milestone", none, url=issue.url)
    right = _decision(entry) if left is not None else entry.plan
    if right is None:
        return
    why = gettext_noop("What is planned for %(release)s counts before the milestone.")
    if left is not None:
        why = gettext_noop(
            "What was decided at the freeze counts before the milestone."
        )
    yield Difference(
        field="release",
        stem=gettext_noop("Milestone"),
        label=gettext("Milestone"),
        sides=(right, side),
        right=0,
        why=gettext(why, release=entry.release),
        fixes=fixes.milestone(eyes.profile, issue, wanted),
    )


def _has_left(entry: Entry) -> bool:
    return entry.standing is not None and entry.standing.value != TRACKED_STANDING


def _decision(entry: Entry) -> Side | None:
    one = entry.standing
    if one is None:
        return None
    words = gettext(_STANDINGS[one.value], release=entry.release)
    return Side(_DECISION, words, one.value, one.since, by=one.by)


def _opted_in(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """The opt-in's label is there and nobody opted in, or the other way round."""
    known = _family(eyes.profile, OPTED_IN)
    held = _said(issue, OPTED_IN, eyes.profile)
    said = entry.opted_in
    if not known or bool(held) == bool(said) or not eyes.works.opt_ins:
        return
    if said is None and not entry.is_planned:
        return
    if said is None:
        words = gettext(
            "Opt it in to %(release)s on the board, or take the label off.",
            release=entry.release,
        )
        found: tuple[Fix, ...] = (fixes.decide(words),)
        found += fixes.labels(eyes.profile, issue, add=(), remove=held)
        own = Side(_DECISION, gettext("nobody opted it in"))
        right = NOBODY
        why = gettext("Nobody has said so here, and the label does not say who.")
    else:
        found = fixes.labels(eyes.profile, issue, add=list(known)[:1], remove=())
        own = Side(_DECISION, gettext("opted in"), _YES, said.since, by=said.by)
        right, why = 0, gettext(_BOARD_COUNTS)
    yield Difference(
        field=OPTED_IN,
        stem=gettext_noop("Opt-in"),
        label=gettext("Opt-in"),
        sides=(own, _label_side(issue, held)),
        right=right,
        why=why,
        fixes=found,
    )


_BOARD_COUNTS = gettext_noop("What was decided on the board counts before the label.")


def _tracked(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """`tracked/*` says another thing than what was decided at the freeze."""
    known = {value: name for name, value in _family(eyes.profile, TRACKED).items()}
    if not known or not eyes.works.standings:
        return
    held = _said(issue, TRACKED, eyes.profile)
    # What lies outside of the main repository says so besides.
    spoken = {value for value in held.values() if value in (_YES, _NO)}
    good = {_tracked_word(entry)} - {""}
    if spoken == good or (entry.standing is None and not spoken):
        return
    if entry.standing is None:
        right = NOBODY
        why = gettext("Nobody has decided here, and the label does not say who.")
        decide = fixes.decide(gettext("Decide about it on the board."))
        found: tuple[Fix, ...] = (decide,)
    else:
        right, why = 0, gettext(_BOARD_COUNTS)
        add = [known[one] for one in good - spoken if one in known]
        gone = [known[one] for one in spoken - good if one in known]
        found = fixes.labels(eyes.profile, issue, add=add, remove=gone)
    own = _decision(entry) or Side(_DECISION, gettext("nobody decided"))
    label = _label_side(issue, {n: v for n, v in held.items() if v in (_YES, _NO)})
    yield Difference(
        field=TRACKED,
        stem=gettext_noop("Tracked"),
        label=gettext("Tracked"),
        sides=(own, label),
        right=right,
        why=why,
        fixes=found,
    )


def _tracked_word(entry: Entry) -> str:
    if entry.standing is None:
        return ""
    value = entry.standing.value
    return {TRACKED_STANDING: _YES, REMOVED_STANDING: _NO}.get(value, "")


def _closed(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """The issue is closed, and the enhancement still planned for a release to come."""
    if issue.state != "closed" or entry.is_out or not entry.is_planned:
        return
    if entry.plan is None or _has_left(entry):
        return
    words = gettext("closed")
    closed = Side("issue", words, "closed", issue.state_since, issue.state_url)
    found = fixes.command(eyes.profile, issue, "reopen")
    words = gettext(
        "Reopen it, or take %(release)s out of the document's targets.",
        release=entry.release,
    )
    yield Difference(
        field="issue",
        stem=gettext_noop("Tracking issue"),
        label=gettext("Tracking issue"),
        sides=(entry.plan, closed),
        right=NOBODY,
        why=gettext("A closed issue takes nothing back, and a plan reopens nothing."),
        fixes=(*found, fixes.decide(words, issue.url)),
    )


def _ticks(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """A stage's box is ticked, and the release that is to bring it is not out."""
    if entry.is_out or entry.plan is None or not entry.is_planned:
        return
    for tick in issue.ticks:
        if not tick.is_ticked or tick.stage not in entry.stages:
            continue
        stage = eyes.say("stage", tick.stage)
        words = gettext("%(stage)s is ticked", stage=stage)
        side = Side(
            *("issue", words, tick.stage),
            url=issue.url,
            line=tick.line,
            raw=tick.raw,
        )
        untick = tick.raw
        for mark in ("[x]", "[X]", "[+]", "[✓]", "[✔]"):
            untick = untick.replace(mark, "[ ]", 1)
        yield Difference(
            field=f"box.{tick.stage}",
            stem=gettext_noop("Box"),
            label=gettext("Box of %(stage)s", stage=stage),
            sides=(entry.plan, side),
            right=0,
            why=gettext(
                "%(release)s is not out, so %(stage)s has not been reached.",
                release=entry.release,
                stage=stage,
            ),
            fixes=(Fix(TEXT, (untick,), fixes.in_issue(tick.line), issue.url),),
        )
