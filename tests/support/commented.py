"""A board whose entries have tracking issues on GitHub, to write comments about."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from enhancements.models import Item, Outgoing, Project, Repository
from tests.support.boards import CODE, days, enhancement, fill, judged

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.support.tracked import Tracked

PAGE = "/demo/v1.9/comments/"
REVIEW, WRITE, BACK = f"{PAGE}review", f"{PAGE}write", f"{PAGE}take-back"


def commented(demo: Tracked, number: int, *, sent: bool = True) -> Repository:
    """So many entries with tracking issues; of those with an odd number a check of the
    code freeze fails. Their comments are sent.
    """
    fill(demo, number)
    Project.objects.update(posts=sent)
    repository = Repository.objects.create(
        project=demo.project,
        host="https://api.github.com",
        name="acme/plans",
        is_main=True,
    )
    for one in range(1, number + 1):
        issue(repository, one, enhancement=enhancement(demo, one))
        failed = one % 2
        word = "at-risk" if failed else "met"
        judged(demo, one, CODE, word, asked=3, failed=failed)
    return repository


def issue(repository: Repository, number: int, **more: Any) -> Item:
    """A tracking issue as it was last read."""
    return Item.objects.create(
        repository=repository,
        number=number,
        kind="issue",
        github_id=number,
        node_id=f"I_{number}",
        title=f"Thing {number}",
        state="open",
        created_at=days(-60),
        updated_at=days(-60),
        fetched_at=days(-1),
        raw={},
        **more,
    )


def text_of(client: Client, key: int, query: str = "") -> str:
    """The text that an entry's comment would have; empty for none."""
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200, answer.content
    found = re.search(
        rf'<textarea[^>]*id="t-e-{key}-"[^>]*>(.*?)</textarea>',
        answer.content.decode(),
        re.DOTALL,
    )
    return html.unescape(found[1]) if found else ""


def states(client: Client, query: str = "") -> dict[str, str]:
    """How the comment of each entry stands, by key."""
    answer = client.get(f"{PAGE}{query}{'&' if query else '?'}format=json")
    return {row["key"]: row["state"] for row in json.loads(answer.content)["rows"]}


def review(client: Client, *keys: int, kind: str = "", freeze: str = CODE) -> Any:
    """The review of these comments: what its form carries on, and the page."""
    ids = [f"e-{key}-" for key in keys]
    given = {"item": ids, "freeze": freeze, "kind": kind, "next": PAGE}
    answer = client.post(REVIEW, given)
    found = re.search(r'name="wanted" value="([^"]*)"', answer.content.decode())
    return (html.unescape(found[1]) if found else ""), answer


def put(client: Client, *keys: int, kind: str = "", **more: Any) -> HttpResponse:
    """Review these comments and put them on their way."""
    wanted, _ = review(client, *keys, kind=kind)
    given = {"wanted": wanted, "freeze": CODE, "kind": kind, "next": PAGE, **more}
    return client.post(WRITE, given)


def batch_of(answer: HttpResponse) -> str:
    """The step that an answer leads on to."""
    return answer.headers["Location"].rpartition("step=")[2]


def sent(number: int, *, comment: int = 900) -> None:
    """All that waits for an issue was written."""
    for row in Outgoing.objects.filter(number=number, done_at=None, is_dry=False):
        row.done_at = days(0)
        row.result = {"comment": row.payload.get("comment", comment)}
        row.save()
