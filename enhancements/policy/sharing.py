"""Sharing the entries of a release out among the people of its team.

Pure and deterministic: the same entries and people give the same shares.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def shares(
    entries: Sequence[tuple[Key, str]], team: Sequence[str]
) -> Mapping[Key, str]:
    """Who looks after which entry, when all have as many as the others, or one more.

    `entries` are entries with the login of who has each now, empty for nobody, in the
    order in which they are shown; `team` are the logins of those who share them. As few
    entries as possible change hands: whoever has too many gives the last ones away,
    and where the numbers do not divide, who has more now keeps one more. Entries of
    somebody who is not of the team go to others. Without a team nothing changes.
    """
    people = list(dict.fromkeys(team))
    if not people:
        return dict(entries)
    known = {login.casefold(): login for login in people}
    held: dict[str, list[Key]] = {login: [] for login in people}
    free: list[Key] = []
    for key, login in entries:
        has = known.get(login.casefold())
        (held[has] if has is not None else free).append(key)
    each, more = divmod(len(entries), len(people))
    # Sorting is stable: among equals the order of the team decides.
    most = sorted(people, key=lambda login: -len(held[login]))
    aim = {login: each + (place < more) for place, login in enumerate(most)}
    for login in people:
        free += held[login][aim[login] :]
        del held[login][aim[login] :]
    given = {key: login for login, keys in held.items() for key in keys}
    order = {key: place for place, (key, _) in enumerate(entries)}
    left = iter(sorted(free, key=order.__getitem__))
    for login in people:
        for _ in range(aim[login] - len(held[login])):
            given[next(left)] = login
    return {key: given[key] for key, _ in entries}
