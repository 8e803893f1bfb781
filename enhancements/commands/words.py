"""Sentences for commands that do nothing: what is wrong, and what would work.

Markdown. Whatever a person typed stands in it as code, so that it can neither mention
anybody, nor link, nor hide anything.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

from enhancements.commands.grammar import Operation
from enhancements.profiles.command_rules import RAISE, RESOLVE, TEAM, CommandRules

LONGEST_CODE = 80
LONGEST_LIST = 12
"""Names that a sentence lists."""
CLOSE = 0.6
"""How alike a name must be to be proposed, from 0 to 1."""

_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"[@`<>\[\]\\]")
_WHO = {
    "anyone": "anyone",
    "members": "members of the organisation",
    "collaborators": "collaborators of the repository",
    "author": "the author",
    "approvers": "approvers named in OWNERS",
}


def code(text: str) -> str:
    """A text as inline code: on one line, cut where it is long, nothing hidden."""
    text = _BLANKS.sub(" ", text.replace("`", "'")).strip()
    # A mark of ours in a comment is found by its text: nobody else may write one.
    text = text.replace("<!--", "<! --").replace("-->", "-- >")
    shown = "".join(one for one in text if one.isprintable())
    cut = shown[:LONGEST_CODE]
    return f"`{cut if cut == shown else cut + '…'}`" if shown else "`…`"


def either(names: Iterable[str], last: str = "or") -> str:
    """`a`, `b` or `c`: at most LONGEST_LIST of them, then "and others"."""
    shown = list(names)
    if len(shown) > LONGEST_LIST:
        return ", ".join(shown[:LONGEST_LIST]) + " and others"
    if len(shown) > 1:
        return f"{', '.join(shown[:-1])} {last} {shown[-1]}"
    return shown[0] if shown else ""


def who(allowed: Collection[str]) -> str:
    """Those who may, in words; a team whose name has a star as a family of teams."""
    people = [_WHO[one] for one in allowed if one in _WHO]
    teams = [one.removeprefix(TEAM) for one in allowed if one.startswith(TEAM)]
    if teams:
        named = either(code(team) for team in teams)
        people.append(f"the team{'s' if len(teams) > 1 else ''} {named}")
    return either(people)


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that is most like this one; None when none is."""
    lower = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(name.casefold()[:LONGEST_CODE], lower, 1, CLOSE)
    return lower[found[0]] if found else None


def not_heard(operation: Operation, meaning: str) -> str:
    """A command that no bot listens to."""
    return f"{_typed(operation)} is no command here. {meaning}"


def pulls_only(operation: Operation) -> str:
    """A command for pull requests, typed in an issue."""
    return f"{code('/' + operation.verb)} works on pull requests only."


def issues_only(label: str) -> str:
    """A label that pull requests do not get."""
    return f"{code(label)} is for issues; a pull request cannot have it."


def unknown_label(operation: Operation, label: str, known: Collection[str]) -> str:
    """A label that the repository does not have, with those of its family."""
    family, _, name = label.partition("/")
    # Values may come with a comma: "/sig compute, network".
    bare = name.strip(",;.") if operation.family else label
    same = {one.partition("/")[2]: one for one in known if _is_of(family, one)}
    sentence = f"There is no label {code(label)} in this repository."
    if not operation.family:
        close = nearest(label, known)
        return sentence + (f" Did you mean {code(close)}?" if close else "")
    close = nearest(bare, same)
    verb = f"remove-{operation.verb}" if operation.remove else operation.verb
    if close is not None:
        sentence += f" Did you mean {code(f'/{verb} {close}')}?"
    if bare != name:
        sentence += " Write several names with blanks between them."
    if same:
        names = either((code(one) for one in sorted(same)), "and")
        return f"{sentence} {code('/' + verb)} takes {names}."
    return f"{sentence} It has none that begins with {code(family + '/')}."


def unknown_value(operation: Operation, value: str, takes: Collection[str]) -> str:
    """A stage, or the like, that is none of the fixed ones."""
    if not takes:
        return f"{code('/' + operation.verb)} takes no name here."
    names = either(code(f"/{operation.verb} {one}") for one in takes)
    return f"{code(value)} is no {operation.family} here; write {names}."


def one_label(operation: Operation) -> str:
    """`/label` with several names."""
    word = f"/{'remove-' if operation.remove else ''}label"
    return f"{code(word)} takes one label; write each on a line of its own."


def no_label_command(operation: Operation, label: str, rules: CommandRules) -> str:
    """A label that `/label` does not set: how else, and which it does."""
    family, slash, name = label.partition("/")
    if slash and family in rules.verbs and name:
        verb = f"{'remove-' if operation.remove else ''}{family}"
        return f"{code(label)} is set by {code(f'/{verb} {name}')}."
    takes = rules.label_commands()
    if not takes:
        return f"{code('/label')} sets no label here."
    close = nearest(label, takes)
    hint = f" Did you mean {code(f'/label {close}')}?" if close else ""
    names = either((code(one) for one in takes), "and")
    return f"{code('/label')} does not set {code(label)}.{hint} It takes {names}."


def not_set(label: str, labels: Collection[str]) -> str:
    """A label to be taken off that is not there."""
    sentence = f"{code(label)} is not set, so there is nothing to take off."
    family, slash, _ = label.partition("/")
    same = sorted(one for one in labels if slash and _is_of(family, one))
    if same:
        names = either((code(one) for one in same), "and")
        sentence += f" Set {'are' if len(same) > 1 else 'is'} {names}."
    return sentence


def not_own(operation: Operation) -> str:
    """A vote on one's own pull request."""
    word = code("/" + operation.verb)
    return f"Nobody can {word} their own pull request; ask somebody else for it."


def not_allowed(operation: Operation, label: str, allowed: Collection[str]) -> str:
    """Somebody who may not, and who may."""
    what = code(label) if label else code("/" + operation.verb)
    return f"{what} is for {who(allowed)}; ask one of them."


def unseen(teams: Collection[str]) -> str:
    """Teams whose members GitHub does not tell us."""
    named = either(code(team.removeprefix(TEAM)) for team in teams)
    return (
        f"Who is in {named} could not be read, so nobody counts as a member: the"
        " tracker needs the permission to read members."
    )


def unknown_milestone(title: str, milestones: Collection[str]) -> str:
    """A milestone that is not open, with those that are."""
    if not milestones:
        return f"There is no milestone {code(title)}; no milestone is open here."
    close = nearest(title, milestones)
    hint = f" Did you mean {code(f'/milestone {close}')}?" if close else ""
    names = either((code(one) for one in milestones), "and")
    verb = "are" if len(milestones) > 1 else "is"
    return (
        f"There is no open milestone {code(title)}.{hint} Open {verb} {names}; "
        "`/milestone clear` takes it off."
    )


def not_assigned(login: str) -> str:
    """Somebody to be unassigned who is not assigned."""
    return f"{code(login)} is not assigned."


def not_assignable(login: str) -> str:
    """Somebody whom GitHub does not let be assigned."""
    return (
        f"GitHub does not let {code(login)} be assigned: only members, collaborators "
        "and those who commented here can be. Check the spelling, or let them comment "
        "first."
    )


def too_many(login: str, most: int) -> str:
    """More assignees than GitHub takes."""
    return (
        f"{code(login)} cannot be assigned too: {most} people are, which is the most. "
        "Take somebody off with `/unassign @name`."
    )


def tracks_nothing(operation: Operation) -> str:
    """A command about a concern where no enhancement is."""
    word = code("/" + operation.verb)
    return (
        "This tracks no enhancement, so no concern is kept here. Type"
        f" {word} in the enhancement's tracking issue."
    )


def no_concern_name(operation: Operation) -> str:
    """A command about a concern, without its name."""
    follows = "what it is" if operation.verb == RAISE else "how it was resolved"
    shown = code(f"/{operation.verb} upgrade path:")
    return f"Name the concern behind the word, and say {follows}: {shown} and so on."


def no_concern_text(operation: Operation, name: str) -> str:
    """A concern that nobody could answer, because it says nothing."""
    shown = code(f"/{operation.verb} {name or 'upgrade path'}:")
    return (
        f"Say what the concern is, behind a colon ({shown}) or in the lines below:"
        " whoever answers it has nothing else."
    )


def no_resolution(name: str) -> str:
    """A concern that is called resolved, without a word on how."""
    shown = code(f"/{RESOLVE} {name}:")
    return f"Say how it was resolved, behind a colon ({shown}) or in the lines below."


def concern_is_open(name: str) -> str:
    """A concern whose name an open one has."""
    return (
        f"A concern {code(name)} is open already. Take another name, or answer that"
        " one."
    )


def concern_resolved_here(name: str) -> str:
    """A concern that the same text resolves and raises."""
    return (
        f"The concern {code(name)} is resolved by the same text. Take another name, or"
        " open that one again on the enhancement's page."
    )


def no_such_concern(said: str, names: Collection[str]) -> str:
    """A concern to be resolved that is not open, with those that are."""
    name = said.partition(":")[0].strip()
    if not names:
        return f"There is no open concern {code(name)}; none is open here."
    close = nearest(name, names)
    hint = f" Did you mean {code(f'/{RESOLVE} {close}')}?" if close else ""
    verb = "are" if len(names) > 1 else "is"
    shown = either((code(one) for one in sorted(names)), "and")
    return f"There is no open concern {code(name)}.{hint} Open {verb} {shown}."


def plain(sentence: str) -> str:
    """A sentence with names from elsewhere, without what would mention or link."""
    return _MARKS.sub("", _BLANKS.sub(" ", sentence)).strip()


def _is_of(family: str, label: str) -> bool:
    return label.casefold().startswith(f"{family.casefold()}/")


def _typed(operation: Operation) -> str:
    return code(" ".join((f"/{operation.verb}", *operation.values[:3])))
