"""A sample address for every route: a route without one fails the tests.

One line per route, by its name in the URLconf. What stands in braces is filled with
things of the world that is looked at: `{key}` with keys of enhancements, and so on;
see `things`. Files of lists are not named here: they are found on the pages.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from enhancements.models import (
    Concern,
    Decision,
    Dependency,
    ExceptionRequest,
    Person,
    Project,
    Record,
    Registration,
    SavedView,
    Sig,
    Snapshot,
    TakeOver,
    Token,
)
from enhancements.policy.columns import OF_NAME
from enhancements.policy.reports import REPORTS
from tests.support.addresses import every

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

POSTED = "posted"
"""Of a route that answers to forms alone: it is asked with GET all the same."""
RELEASES = {"keps": "v1.36"}
"""The release in work of projects where it is not v1.9."""
BATCH = "00000000-0000-0000-0000-000000000007"
_P = "/{project}"
_R = "/{project}/{release}"
_API = "/api/v1/projects/{project}"

COLUMNS = ",".join(OF_NAME)
SAMPLES: dict[str, tuple[str, ...]] = {
    "healthz": ("/healthz",),
    "readyz": ("/readyz",),
    "metrics": ("/metrics",),
    "webhook": (POSTED, "/webhooks/github"),
    "github_login": (POSTED, "/accounts/github/login/"),
    "github_callback": ("/accounts/github/login/callback/?code=x&state=y",),
    "styles": ("/static/css/all-abc.css",),
    "api:index": ("/api/v1/",),
    "api:openapi": ("/api/v1/openapi.json",),
    "api:projects": ("/api/v1/projects/",),
    "api:project": (f"{_API}/",),
    "api:enhancements": (f"{_API}/enhancements/",),
    "api:enhancement": (f"{_API}/enhancements/{{key}}/",),
    "api:releases": (f"{_API}/releases/",),
    "api:release": (f"{_API}/releases/{{release}}/",),
    "api:board": (f"{_API}/releases/{{release}}/board/",),
    "api:snapshots": (f"{_API}/releases/{{release}}/snapshots/",),
    "api:snapshot": (f"{_API}/releases/{{release}}/snapshots/{{snapshot}}/",),
    "api:sigs": (f"{_API}/sigs/",),
    "api:sig": (f"{_API}/sigs/{{sig}}/",),
    "api:person": (f"{_API}/people/{{login}}/",),
    "api:changes": (f"{_API}/changes/",),
    "api:problems": (f"{_API}/problems/",),
    "api:drift": (f"{_API}/drift/",),
    "api:views": (f"{_API}/views/",),
    "api:exceptions": (f"{_API}/releases/{{release}}/exceptions/",),
    "api:approved": (f"{_API}/releases/{{release}}/approved/?pr=acme/code/1",),
    "api:decisions": (POSTED, f"{_API}/releases/{{release}}/decisions/"),
    "api:undo-decisions": (
        POSTED,
        f"{_API}/releases/{{release}}/decisions/{BATCH}/undo/",
    ),
    "api/": ("/api/",),
    "api/<path:path>": ("/api/v1/nothing",),
    "enhancements:projects": ("/",),
    "enhancements:sign-in": ("/accounts/login/",),
    "enhancements:sign-out": (POSTED, "/accounts/logout/"),
    "enhancements:language": (POSTED, "/accounts/language/"),
    "enhancements:demo-people": ("/accounts/demo/",),
    "enhancements:me": ("/me/",),
    "enhancements:make-token": (POSTED, "/me/tokens/"),
    "enhancements:revoke-token": (POSTED, "/me/tokens/{token}/revoke/"),
    "enhancements:sign-out-everywhere": (POSTED, "/me/sign-out/"),
    "enhancements:delete-me": (POSTED, "/me/delete/"),
    "^(accounts|me)/": ("/me/nothing/",),
    "enhancements:home": (f"{_P}/", f"{_P}/?as_of={{past}}"),
    "enhancements:project-palette": ("/palette.json", "/palette.json?text={text}"),
    "enhancements:palette": (
        f"{_P}/palette/ways.json",
        f"{_P}/palette/ways.json?text={{text}}",
        f"{_P}/palette/ways.json?text={{login}}",
        f"{_P}/palette/ways.json?text={{sig}}&as_of={{past}}",
    ),
    "enhancements:releases": (f"{_P}/releases/",),
    "enhancements:open-release": (f"{_P}/releases/open/?name=v1.12",),
    "enhancements:release": (
        f"{_P}/releases/{{release}}/",
        f"{_P}/releases/{{release}}/?compare={{past}}",
        f"{_P}/releases/{{release}}/?sig={{sig}}",
    ),
    "enhancements:release-changes": (f"{_P}/releases/{{release}}/changes/",),
    "enhancements:release-badge": (f"{_P}/releases/{{release}}/badge.svg",),
    "enhancements:release-card": (f"{_P}/releases/{{release}}/card.svg",),
    "enhancements:schedule": (
        f"{_R}/schedule",
        f"{_R}/schedule?move=code-freeze:2027-01-06",
    ),
    "enhancements:close-release": (f"{_R}/close",),
    "enhancements:roll-over": (f"{_R}/roll-over",),
    "enhancements:clean-up": (f"{_R}/clean-up",),
    "enhancements:drift": (f"{_R}/drift/",),
    "enhancements:untracked": (f"{_R}/untracked/",),
    "enhancements:attribute": (POSTED, f"{_R}/untracked/attribute"),
    "enhancements:unattribute": (POSTED, f"{_R}/untracked/undo"),
    "enhancements:exempt": (POSTED, f"{_R}/untracked/exempt"),
    "enhancements:mend": (POSTED, f"{_R}/drift/mend"),
    "enhancements:cancel-mending": (POSTED, f"{_R}/drift/cancel"),
    "enhancements:reports": (f"{_P}/reports/",),
    "enhancements:report": (f"{_P}/reports/{{report}}/",),
    "enhancements:notes": (f"{_R}/notes",),
    "enhancements:criteria": (f"{_R}/board/criteria",),
    "enhancements:explain": (f"{_R}/board/explain?item={{key}}",),
    "enhancements:snapshots": (f"{_R}/snapshots/",),
    "enhancements:snapshot": (f"{_R}/snapshots/{{snapshot}}/",),
    "enhancements:snapshot-file": (f"{_R}/snapshots/{{snapshot}}.json",),
    "enhancements:capacity": (f"{_R}/capacity/",),
    "enhancements:say-capacity": (POSTED, f"{_R}/capacity/say"),
    "enhancements:exceptions": (f"{_R}/exceptions/",),
    "enhancements:exception-new": (f"{_R}/exceptions/new?item={{key}}",),
    "enhancements:exception": (f"{_R}/exceptions/{{exception}}/",),
    "enhancements:exception-correct": (f"{_R}/exceptions/{{exception}}/correct",),
    "enhancements:exception-vote": (POSTED, f"{_R}/exceptions/{{exception}}/vote"),
    "enhancements:exception-decide": (POSTED, f"{_R}/exceptions/{{exception}}/decide"),
    "enhancements:exception-withdraw": (
        POSTED,
        f"{_R}/exceptions/{{exception}}/withdraw",
    ),
    "enhancements:exception-undo": (POSTED, f"{_R}/exceptions/{{exception}}/undo"),
    "enhancements:exception-evaluate": (
        POSTED,
        f"{_R}/exceptions/{{exception}}/evaluate",
    ),
    "enhancements:comments": (f"{_R}/comments/", f"{_R}/comments/?kind=party"),
    "enhancements:review-comments": (POSTED, f"{_R}/comments/review"),
    "enhancements:write-comments": (POSTED, f"{_R}/comments/write"),
    "enhancements:take-back-comments": (POSTED, f"{_R}/comments/take-back"),
    "enhancements:check-in-comment": (POSTED, f"{_R}/board/check-in-comment"),
    "enhancements:announcements": (f"{_R}/announcements/",),
    "enhancements:letters": (f"{_R}/letters/", f"{_R}/letters/?name=reminder-not-met"),
    "enhancements:release-people": (
        f"{_R}/board/people",
        f"{_R}/board/people?sig={{sig}}",
    ),
    "enhancements:assign": (POSTED, f"{_R}/board/assign"),
    "enhancements:apply-people": (POSTED, f"{_R}/board/assign/apply"),
    "enhancements:undo-people": (POSTED, f"{_R}/board/assign/undo"),
    "enhancements:suggest": (
        f"{_P}/enhancements/suggest.json?text=sig:&cursor=4",
        f"{_P}/enhancements/suggest.json?text=owner:{{login}}",
    ),
    "enhancements:known-people": (f"{_P}/people/known.json?sig={{sig}}",),
    "enhancements:waiting": (
        f"{_P}/waiting/",
        f"{_P}/waiting/?sig={{sig}}",
        f"{_P}/waiting/?person={{login}}",
    ),
    "enhancements:sig-meeting": (f"{_P}/sigs/{{sig}}/meeting/",),
    "enhancements:sig-rosters": (
        f"{_P}/sigs/{{sig}}/rosters/",
        f"{_P}/sigs/{{sig}}/rosters/?role=approvers&who=ann",
        f"{_P}/sigs/{{sig}}/rosters/?role=chairs&who=ann",
    ),
    "enhancements:sig-outreach": (f"{_P}/sigs/{{sig}}/outreach/",),
    "enhancements:sig-asking": (f"{_P}/sigs/{{sig}}/asking/",),
    "enhancements:channels": (f"{_P}/channels/", f"{_P}/channels/?sig={{sig}}"),
    "enhancements:my-feeds": ("/me/feeds/",),
    "enhancements:secret-feed": ("/feeds/trkf_nobody-made/mine.ics",),
    "enhancements:calendar": (f"{_P}/calendar.ics",),
    "enhancements:sig-calendar": (f"{_P}/sigs/{{sig}}/calendar.ics",),
    "enhancements:release-calendar": (f"{_P}/releases/{{release}}/calendar.ics",),
    "enhancements:changes-feed": (f"{_P}/changes/feed.atom",),
    "enhancements:sig-feed": (f"{_P}/sigs/{{sig}}/changes.atom",),
    "enhancements:release-feed": (f"{_P}/releases/{{release}}/changes.atom",),
    "enhancements:enhancement-feed": (f"{_P}/{{key}}/changes.atom",),
    "enhancements:browse-feed": (
        f"{_P}/enhancements/changes.atom",
        f"{_P}/enhancements/changes.atom?text={{text}}",
    ),
    "enhancements:asked": (f"{_P}/asked/",),
    "enhancements:answer": (f"{_P}/asked/1:nobody-signed/",),
    "enhancements:mail": ("/me/mail/",),
    "enhancements:verify-mail": ("/me/mail/confirm/nobody-signed/",),
    "enhancements:stop-asking": ("/me/mail/stop/1:nobody-signed/",),
    "enhancements:stop-following": ("/me/unfollow/1:nobody-signed/",),
    "enhancements:following": ("/me/following/",),
    "enhancements:inbox": ("/me/inbox/", "/me/inbox/?state=all&trigger=plan"),
    "enhancements:propose": (
        f"{_P}/propose/",
        f"{_P}/propose/?title={{text}}&summary={{text}}&sig={{sig}}",
    ),
    "enhancements:enhancement-people": (f"{_P}/{{key}}/who/?role=owners",),
    "enhancements:decide": (POSTED, f"{_R}/board/decide"),
    "enhancements:review-decisions": (POSTED, f"{_R}/board/review"),
    "enhancements:apply-decisions": (POSTED, f"{_R}/board/apply"),
    "enhancements:undo-decisions": (POSTED, f"{_R}/board/undo"),
    "enhancements:contacts": (f"{_R}/board/contacts",),
    "enhancements:board": (
        f"{_R}/board",
        f"{_R}/board?item={{key}}",
        f"{_R}/board?compare={{past}}",
    ),
    "enhancements:party": (f"{_R}/board/party",),
    "enhancements:board-events": (f"{_R}/board/events?as_of={{past}}",),
    "enhancements:sigs": (f"{_P}/sigs/",),
    "enhancements:my-sig": (f"{_P}/sigs/mine",),
    "enhancements:sig": (f"{_P}/sigs/{{sig}}/",),
    "enhancements:help": (f"{_P}/help/", f"{_P}/help/?sig={{sig}}&kind=docs"),
    "enhancements:enhancement-help": (f"{_P}/{{key}}/help/",),
    "enhancements:take-over": (f"{_P}/{{key}}/take-over/",),
    "enhancements:offer-take-over": (POSTED, f"{_P}/{{key}}/take-over/offer"),
    "enhancements:withdraw-take-over": (
        POSTED,
        f"{_P}/{{key}}/take-over/{{offer}}/withdraw",
    ),
    "enhancements:answer-take-over": (
        POSTED,
        f"{_P}/{{key}}/take-over/{{offer}}/answer",
    ),
    "enhancements:undo-take-over": (POSTED, f"{_P}/{{key}}/take-over/{{offer}}/undo"),
    "enhancements:roadmap": (f"{_P}/roadmap/",),
    "enhancements:people": (f"{_P}/people/",),
    "enhancements:person": (f"{_P}/people/{{login}}/",),
    "enhancements:annual": (f"{_P}/sigs/{{sig}}/annual/2026/",),
    "enhancements:sig-changes": (f"{_P}/sigs/{{sig}}/changes/",),
    "enhancements:changes": (f"{_P}/changes/?since={{past}}",),
    "enhancements:browse": (
        f"{_P}/enhancements/",
        f"{_P}/enhancements/?text={{text}}",
        f"{_P}/enhancements/?columns={COLUMNS}&group=owner",
    ),
    "enhancements:known-enhancements": (f"{_P}/enhancements/known.json?text={{text}}",),
    "enhancements:views": (f"{_P}/views/",),
    "enhancements:save-view": (f"{_P}/views/save?text={{text}}&group=sig",),
    "enhancements:saved-view": (
        f"{_P}/views/{{view}}/",
        f"{_P}/views/{{view}}/?edited=1&text={{text}}",
    ),
    "enhancements:change-view": (f"{_P}/views/{{view}}/change",),
    "enhancements:retire-view": (POSTED, f"{_P}/views/{{view}}/retire"),
    "enhancements:restore-view": (POSTED, f"{_P}/views/{{view}}/restore"),
    "enhancements:copy-view": (POSTED, f"{_P}/views/{{view}}/copy"),
    "enhancements:gates": (f"{_P}/gates/",),
    "enhancements:gate": (f"{_P}/gates/{{gate}}/",),
    "enhancements:problems": (f"{_P}/problems/",),
    "enhancements:guide": (f"{_P}/guide/",),
    "enhancements:sources": (f"{_P}/sources/",),
    "enhancements:retry": (POSTED, f"{_P}/sources/retry/"),
    "enhancements:jobs": (f"{_P}/sources/jobs/",),
    "enhancements:act-on-jobs": (POSTED, f"{_P}/sources/jobs/act/"),
    "enhancements:enhancement-badge": (f"{_P}/{{key}}/badge.svg",),
    "enhancements:enhancement-card": (f"{_P}/{{key}}/card.svg",),
    "enhancements:enhancement-json": (f"{_P}/{{key}}.json",),
    "enhancements:document": (
        f"{_P}/{{key}}/document/",
        f"{_P}/{{key}}/document/?diff=1",
    ),
    "enhancements:discussion": (f"{_P}/{{key}}/discussion/",),
    "enhancements:raise-concern": (POSTED, f"{_P}/{{key}}/concerns/"),
    "enhancements:resolve-concern": (
        POSTED,
        f"{_P}/{{key}}/concerns/{{concern}}/resolve",
    ),
    "enhancements:reopen-concern": (
        POSTED,
        f"{_P}/{{key}}/concerns/{{concern}}/reopen",
    ),
    "enhancements:name-dependency": (POSTED, f"{_P}/{{key}}/dependencies/"),
    "enhancements:drop-dependency": (
        POSTED,
        f"{_P}/{{key}}/dependencies/{{dependency}}/drop",
    ),
    "enhancements:link-gate": (POSTED, f"{_P}/{{key}}/gates/"),
    "enhancements:enhancement": (
        f"{_P}/{{key}}/",
        f"{_P}/{{key}}/?in=releases/{{release}}/%3Fsig%3D{{sig}}",
    ),
}
_IN_QUERY = frozenset({"past", "text"})
_IN_PATH_AS_IT_IS = "~()*!.'/"
_PLACE = re.compile(r"\{(\w+)\}")


@dataclasses.dataclass(frozen=True, slots=True)
class Sampled:
    """An address to ask, and the route that it is of."""

    route: str
    address: str
    is_posted: bool = False


def missing() -> set[str]:
    """Routes without a sample, and samples without a route."""
    return {one.name for one in every()} ^ set(SAMPLES)


def things(project: Project, texts: Sequence[str]) -> dict[str, list[Any]]:
    """What there is of each kind, in one project."""
    now = Record.objects.filter(project=project, until=None)
    own = {"release__project": project}
    return {
        "project": [project.name],
        "past": ["2026-11-01"],
        "release": [RELEASES.get(project.name, "v1.9")],
        "text": list(texts),
        "report": [one.key for one in REPORTS],
        "key": list(now.order_by("number", "key").values_list("key", flat=True)),
        "sig": list(Sig.objects.filter(project=project).values_list("name", flat=True)),
        "login": list(Person.objects.values_list("login", flat=True)),
        "gate": sorted(
            set(
                Registration.objects.filter(tag__source__project=project).values_list(
                    "gate", flat=True
                )
            )
        ),
        "exception": list(
            ExceptionRequest.objects.filter(**own).values_list("pk", flat=True)
        ),
        "snapshot": list(Snapshot.objects.filter(**own).values_list("pk", flat=True)),
        "concern": list(
            Concern.objects.filter(enhancement__project=project).values_list(
                "pk", flat=True
            )
        ),
        "offer": list(
            TakeOver.objects.filter(enhancement__project=project).values_list(
                "pk", flat=True
            )
        ),
        "dependency": list(
            Dependency.objects.filter(needs__project=project).values_list(
                "pk", flat=True
            )
        ),
        "view": list(
            SavedView.objects.filter(project=project).values_list("number", flat=True)
        ),
        "token": list(Token.objects.values_list("pk", flat=True)[:1]),
        "decision": list(Decision.objects.filter(**own).values_list("pk", flat=True)),
    }


def samples(known: Mapping[str, Sequence[Any]], most: int = 3) -> Iterator[Sampled]:
    """Addresses of all routes; of each thing at most so many, spread over all."""
    for route, given in SAMPLES.items():
        is_posted = given[0] == POSTED
        for address in given[is_posted:]:
            for filled in _filled(address, known, most):
                yield Sampled(route, filled, is_posted)


def _filled(
    address: str, known: Mapping[str, Sequence[Any]], most: int
) -> Iterator[str]:
    names = _PLACE.findall(address)
    lists = [_spread(known[name], most) for name in names]
    if not all(lists):
        return
    for values in _together(lists):
        filled = address
        for name, value in zip(names, values, strict=True):
            safe = _IN_PATH_AS_IT_IS if name == "login" else ""
            filled = filled.replace(f"{{{name}}}", quote(str(value), safe=safe))
        yield filled


def _together(lists: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """A value of each, as often as the longest has any; once where there are none."""
    longest = max(map(len, lists), default=1)
    return [tuple(one[n % len(one)] for one in lists) for n in range(longest)]


def _spread(many: Sequence[Any], most: int) -> list[Any]:
    """So many of them, from the first to the last."""
    if len(many) <= most:
        return list(many)
    return [many[place * (len(many) - 1) // max(1, most - 1)] for place in range(most)]
