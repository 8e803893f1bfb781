"""A small project with saved views, and what a reader sees of their pages."""

from __future__ import annotations

import dataclasses
import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from enhancements.actions import accounts, saved_views
from enhancements.models import Project, SavedView
from enhancements.policy.saved_views import Said
from tests.support.tracked import Tracked, day, vep

if TYPE_CHECKING:
    from enhancements.models import Account

PATH = "/demo/views/"
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {}
- name: network
  dir: sig-network
  leadership: {}
"""
DOCUMENTS = {
    "veps/sig-compute/10-warm/vep.md": vep(10, "Warm", owners="@ann", alpha="v1.9"),
    "veps/sig-compute/12-clock/vep.md": vep(12, "Clock", owners="@bob", alpha="v1.9"),
    "veps/sig-network/13-nets/vep.md": vep(13, "Nets", owners="@ann", beta="v1.10"),
}
OURS = Said(
    "Ours",
    "everybody",
    description="All that is ours.",
    query="sig:compute",
    columns=("owner", "sig"),
    sort="-number",
)


def tell(demo: Tracked) -> None:
    """#10 and #12 of SIG compute, #13 of SIG network."""
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    demo.commit(DOCUMENTS, day(2))
    demo.track("documents", "rosters")
    demo.sync()


@pytest.fixture(scope="module")
def told(shared: Tracked) -> Tracked:
    """The same for the tests of a file."""
    tell(shared)
    shared.begin()
    return shared


@pytest.fixture
def eve() -> Account:
    """Somebody else than the player."""
    return accounts.sign_in(github_id=2, login="eve", name="Eve")


def save(account: Account, said: Said = OURS, **changes: Any) -> SavedView:
    """Save a view of the project."""
    return saved_views.save(
        account=account,
        project=Project.objects.get(),
        said=dataclasses.replace(said, **changes),
        now=day(3),
    )


def texts(answer: Any) -> str:
    """What a reader reads."""
    page = answer.content.decode()
    text = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def keys(answer: Any) -> list[str]:
    """Keys of the list, in its order."""
    return re.findall(r'<span class="key">#?(\w+)</span>', answer.content.decode())


def heads(answer: Any) -> list[str]:
    """Heads of its columns."""
    table = answer.content.decode().partition('<thead role="rowgroup">')[2]
    row = table.partition("</thead>")[0]
    return [
        " ".join(re.sub(r"<[^>]+>", "", one).split())
        for one in re.findall(r"<th .*?</th>", row, flags=re.DOTALL)
    ]


def hidden(answer: Any) -> dict[str, str]:
    """What the form that saves the changed list sends along."""
    form = answer.content.decode().partition('name="part" value="list"')[2]
    form = form.partition("</form>")[0]
    return {
        "part": "list",
        **dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form)),
    }
