"""The list of what changed: in a project, of a SIG, or of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.languages import dates, gettext, gettext_noop, grouped, ngettext
from enhancements.queries import changes, facets, paging, weeks, words
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change, ChangesPage, FacetGroup
from enhancements.queries.window import Window

PAGE_SIZE = 200
FILTERS = ("kind", "sig")
KINDS = (
    ("target", gettext_noop("Targets")),
    ("stage", gettext_noop("Stage")),
    ("status", gettext_noop("Status")),
    ("people", gettext_noop("People")),
    ("added", gettext_noop("Documents added")),
    ("removed", gettext_noop("Documents removed")),
    ("moved", gettext_noop("Documents moved")),
    ("text", gettext_noop("Text of documents")),
    ("deadline", gettext_noop("Deadlines")),
    ("problem", gettext_noop("Problems")),
    ("drift", gettext_noop("Sources disagree")),
    ("decision", gettext_noop("Decisions")),
    ("concern", gettext_noop("Concerns")),
    ("dependency", gettext_noop("Dependencies")),
    ("asking", gettext_noop("Asked whether all is still true")),
    ("letter", gettext_noop("Comments and texts")),
    ("exception", gettext_noop("Exceptions")),
    ("release", gettext_noop("Releases opened and closed")),
    ("other", gettext_noop("Everything else")),
)
_NO_SIG = "none"


def found(
    setting: Setting, window: Window, *, about: str = "", name: str = ""
) -> list[Change]:
    """Every change of the days asked for, in two SQL statements.

    `about` is `sig` or `release` with its `name`, or empty for the whole project.
    """
    release = setting.release(name) if about == "release" else None
    return changes.between(
        setting,
        window.after,
        window.before,
        sig=name if about == "sig" else "",
        release=release.id if release else None,
    )


def apply(
    rows: Sequence[Change],
    chosen: Mapping[str, Sequence[str]],
    parameters: Mapping[str, object],
    about: str,
) -> tuple[list[Change], tuple[FacetGroup, ...]]:
    """Changes that meet the filters, and the filters with their counts."""
    kinds = [(kind, gettext(label)) for kind, label in KINDS]
    filters: list[Filter[Change]] = [
        Filter("kind", gettext("What changed"), lambda row: [row.kind], kinds)
    ]
    if about != "sig":
        filters.append(
            Filter(
                "sig",
                gettext("SIG"),
                lambda row: [row.sig or _NO_SIG],
                labels={_NO_SIG: gettext("No SIG")},
            )
        )
    return facets.apply(rows, filters, chosen, parameters)


def page(
    setting: Setting,
    window: Window,
    chosen: Mapping[str, Sequence[str]],
    *,
    number: int,
    about: str = "",
    name: str = "",
    given: Mapping[str, str] | None = None,
) -> ChangesPage:
    """Everything the page shows, in two SQL statements beside the setting's two.

    `chosen` maps `kind` and `sig` to the values that are on; `given` are `since` and
    `until` as they were asked for.
    """
    rows = found(setting, window, about=about, name=name)
    frame = {"as_of": setting.frame.moment.given}
    parameters = {**chosen, **(given or {}), **frame}
    kept, groups = apply(rows, chosen, parameters, about)
    shown = paging.paged(parameters, number=number, total=len(kept), size=PAGE_SIZE)
    later = window.later()
    release = setting.release(name) if about == "release" else None
    return ChangesPage(
        frame=setting.frame,
        about=about,
        name=name,
        changes=shown.of(kept),
        page=shown,
        facets=groups,
        scope=scope(setting, window, kept, about, name),
        first=window.first,
        last=window.last,
        earlier=words.query({**chosen, **frame, **window.earlier()}),
        later=words.query({**chosen, **frame, **later}) if later else "",
        everything=words.query({**(given or {}), **frame}),
        unfiltered=len(rows),
        week=weeks.of_release(setting, release) if release else None,
        hidden=tuple(
            (key, value)
            for key, values in {**chosen, "as_of": [frame["as_of"]]}.items()
            for value in values
            if value
        ),
    )


def scope(
    setting: Setting, window: Window, rows: Sequence[Change], about: str, name: str
) -> str:
    """One sentence that says what the list holds."""
    given = {"days": _days(window), **_things(setting, rows)}
    if about == "sig":
        said = ngettext(
            "%(num)s change%(things)s of SIG %(sig)s %(days)s, UTC",
            "%(num)s changes%(things)s of SIG %(sig)s %(days)s, UTC",
            len(rows),
            sig=name,
            **given,
        )
    elif about == "release":
        said = ngettext(
            "%(num)s change%(things)s in %(release)s %(days)s, UTC",
            "%(num)s changes%(things)s in %(release)s %(days)s, UTC",
            len(rows),
            release=name,
            **given,
        )
    else:
        said = ngettext(
            "%(num)s change%(things)s %(days)s, UTC",
            "%(num)s changes%(things)s %(days)s, UTC",
            len(rows),
            **given,
        )
    cut = len(rows) >= changes.MOST
    return gettext("%(said)s, the newest", said=said) if cut else said


def _things(setting: Setting, rows: Sequence[Change]) -> dict[str, str]:
    """Of how many enhancements changes are, behind their number."""
    keys = len({row.key for row in rows if row.key})
    if not keys:
        return {"things": ""}
    noun = setting.frame.word if keys == 1 else setting.frame.words
    things = gettext("of %(number)s %(noun)s", number=grouped(keys), noun=noun)
    return {"things": f" {things}"}


def _days(window: Window) -> str:
    """On which days, within a sentence."""
    first, last = dates.day(window.first), dates.day(window.last)
    if window.first == window.last:
        return gettext("on %(day)s", day=first)
    return gettext("from %(first)s to %(last)s", first=first, last=last)
