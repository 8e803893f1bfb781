"""The environment of the templates: strict, escaped, with few helpers."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from jinja2 import Environment, StrictUndefined, pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup, escape

from enhancements import languages, presenters, styles
from enhancements.languages import in_templates, scripts
from enhancements.markup import glossary
from enhancements.models import Account
from enhancements.policy import following
from enhancements.policy.addresses import is_web
from enhancements.policy.drift import source_called
from enhancements.policy.own_addresses import own_address
from enhancements.policy.search import fields
from enhancements.queries import comparing, results, words
from enhancements.queries.shapes.board import BoardRow, row_id
from enhancements.queries.shapes.board_page import BoardPage
from enhancements.queries.shapes.people_of import in_words
from enhancements.queries.shapes.snapshots import SnapshotPage


def environment(**options: Any) -> Environment:
    """The Jinja2 environment that Django's backend asks for."""
    options.pop("autoescape", None)
    options |= {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    env = Environment(**options, autoescape=True)
    in_templates.install(env)
    env.globals.update(
        language=languages.current,
        languages_offered=languages_offered,
        texts_of_scripts=texts_of_scripts,
        static=static,
        link=link,
        page_of=following.path,
        icon=icon,
        kept=kept,
        among=among,
        board_rows=board_rows,
        kept_rows=kept_rows,
        pause=pause,
        absolute=absolute,
        stylesheet=styles.address,
        url=url,
        signed_in=signed_in,
        can_sign_in=can_sign_in,
        demo_people=lambda: settings.DEMO_PEOPLE,
        this_page=this_page,
        coming_back=coming_back,
        people_words=in_words,
        search_fields=lambda: fields.EVERY,
    )
    env.tests["web_address"] = is_web
    env.filters.update(
        age=presenters.age,
        ago=presenters.ago,
        aoe=presenters.aoe,
        aoe_day=presenters.aoe_day,
        by_day=presenters.by_day,
        count=presenters.count,
        day=presenters.day,
        glossary=glossary,
        grouped=languages.grouped,
        hour=presenters.hour,
        in_sentence=words.within,
        kind_name=presenters.kind_name,
        kind_names=presenters.kind_names,
        later=presenters.later,
        left=presenters.left,
        loss=presenters.loss,
        moment=presenters.moment,
        week_before=comparing.week_before,
        rel=presenters.rel,
        source_called=source_called,
        source_name=presenters.source_name,
        weekday=presenters.weekday,
        when=presenters.when,
    )
    return env


def languages_offered() -> list[languages.Language]:
    """The languages that a reader may choose from; empty when there is no choice."""
    codes = settings.LANGUAGES_OFFERED
    return [languages.find(code) for code in codes] if len(codes) > 1 else []


def texts_of_scripts() -> str:
    """What `static/js/gettext.js` needs, as JSON; empty in English."""
    return scripts.texts(languages.current())


def link(page: Any, name: str, /, *args: str, **query: Any) -> str:
    """Address of a page of ours; a past moment is carried along, and the one that the
    page is compared with where the other page can be compared too.
    """
    address = _address(get_script_prefix(), name, args)
    frame = getattr(page, "frame", None)
    comparison = getattr(page, "comparison", None)
    text = words.query(
        {
            "compare": comparison.carried(name, args) if comparison else "",
            **query,
            **({"as_of": frame.moment.given} if frame else {}),
        }
    )
    return f"{address}?{text}" if text else address


@functools.lru_cache(maxsize=4096)
def _address(_prefix: str, name: str, args: tuple[object, ...]) -> str:
    """A path below this prefix. Pages have dozens of links, all nearly the same."""
    return reverse(f"enhancements:{name}", args=args)


def kept(request: HttpRequest | None, changing: str = "as_of") -> list[tuple[str, str]]:
    """Parameters of the page shown, for what changes only this one: its moment."""
    if request is None:
        return []
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in {changing, "page", "format", "list"}
    ]


@pass_context
def among(context: Context) -> dict[str, str]:
    """The parameter that tells an enhancement from which list it was opened.

    Empty when the page shown is none of the lists in `queries.results`.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return {}
    below = request.path_info.lstrip("/").partition("/")[2]
    given = [(name, one) for name, many in request.GET.lists() for one in many]
    origin = results.of_page(below, given)
    return {results.PARAMETER: origin.text} if origin else {}


OPEN = f"\ue000{secrets.token_hex(8)}\ue001"
"""Stands in rows that are kept for the address of the board they are on, which differs
from reader to reader. Nobody can write it into a text: each process has its own."""
_LOOKS = 6


class Look(NamedTuple):
    """How the rows of a board are made."""

    before: str
    """What stands before the key in the address of an enhancement."""
    after: str
    """What stands behind it: a moment that is carried along."""
    freezes: tuple[tuple[int, str, str], ...]
    extras: tuple[str, ...]
    """The other columns."""
    open: str = f"?{OPEN}item="
    language: str = languages.SOURCE


@pass_environment
def board_rows(
    env: Environment,
    page: BoardPage,
    rows: Sequence[BoardRow],
    is_gone: bool = False,  # noqa: FBT001, FBT002 - called by a template
) -> Markup:
    """Rows of a board's table. Each is made once for as long as it is the same."""
    home, _, query = link(page, "home", page.frame.project.name).partition("?")
    after = f"?{query}" if query else ""
    look = Look(
        home,
        after,
        page.labelled,
        tuple(sorted(page.extras)),
        language=languages.current().code,
    )
    # Jinja makes the macros of a template attributes of its module.
    make = env.get_template("board/row.html").module.row  # type: ignore[attr-defined]
    moment = page.frame.moment
    now = moment.at if moment.is_past else page.frame.now or moment.at
    found: list[str] = []
    for row in rows:
        id_ = row_id(row)
        age = presenters.age(row.active_at, now) if row.active_at else ""
        offered = not is_gone and (row.entry.sig or "") in page.selectable
        is_own = page.comparison is not None or id_ == page.item
        key = (look, age, offered)
        html = None if is_own else row.kept.get(key)
        if html is None:
            html = make(
                look,
                row,
                id_,
                page.named(row),
                age,
                comparison=page.comparison,
                is_gone=is_gone,
                is_current=id_ == page.item,
                is_offered=offered,
            )
            if not is_own:
                if len(row.kept) >= _LOOKS:
                    row.kept.clear()
                row.kept[key] = html
        found.append(html)
    prefix = escape(f"{page.prefix}&" if page.prefix else "")
    return Markup("".join(found).replace(OPEN, prefix))  # noqa: S704 - made by templates


_KEPT_ROWS: dict[tuple[str, ...], Markup] = {}
_MOST_KEPT = 4
"""Snapshots whose rows are kept: those of 500 entries take three megabytes."""


@pass_environment
def kept_rows(env: Environment, page: SnapshotPage) -> Markup:
    """Rows of the page of a snapshot. What has its digest never changes, so they are
    made once.
    """
    home, _, query = link(page, "home", page.frame.project.name).partition("?")
    after = f"?{query}" if query else ""
    key = (page.row.digest, home, after, languages.current().code)
    found = _KEPT_ROWS.get(key)
    if found is None:
        # Jinja makes the macros of a template attributes of its module.
        make = env.get_template("snapshots/rows.html").module.rows  # type: ignore[attr-defined]
        found = make(page.groups(), 3 + len(page.freezes), home, after)
        if len(_KEPT_ROWS) >= _MOST_KEPT:
            _KEPT_ROWS.clear()
        _KEPT_ROWS[key] = found
    return found


def pause() -> Markup:
    """Where a browser that reads a long table stops for a moment (decision 42)."""
    return Markup('<script src="{}"></script>').format(static("js/pause.js"))


def absolute(request: HttpRequest | None, address: str) -> str:
    """An address of ours with scheme and host, for use elsewhere."""
    return request.build_absolute_uri(address) if request else address


def url(name: str, /, *args: object) -> str:
    """Address of a page of ours by its whole name, without anything carried along."""
    return reverse(name, args=args)


@pass_context
def signed_in(context: Context) -> Account | None:
    """Who is signed in; asks the database only for who has a session."""
    user = getattr(context.get("request"), "user", None)
    return user if isinstance(user, Account) else None


def can_sign_in() -> bool:
    """Whether there is a way to sign in here."""
    has_app = settings.GITHUB_CLIENT_ID and settings.GITHUB_CLIENT_SECRET
    return bool(has_app or settings.DEMO_PEOPLE)


@pass_context
def this_page(context: Context) -> str:
    """Address of the page shown, to come back to; of a part that is asked for by itself
    that of the whole. Nobody comes back to a page of signing in: what GitHub answered
    stands in its address.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return "/"
    if "part" not in request.GET:
        return own_address(request.get_full_path())
    query = request.GET.copy()
    del query["part"]
    return own_address(f"{request.path}?{query.urlencode()}" if query else request.path)


@pass_context
def coming_back(context: Context) -> str:
    """The same as a query; a page of signing in keeps what it was given."""
    page = context.get("page")
    return urlencode(
        {"next": getattr(page, "back", None) or this_page(context)}, safe="/"
    )


_ICONS: dict[str, Markup] = {}


def icon(name: str, size: str = "") -> Markup:
    """An icon of the sprite; always beside a word or in a labelled control."""
    place = f"{name}/{size}"
    if place not in _ICONS:
        classes = f"icon icon-{size}" if size else "icon"
        href = f"{static('icons.svg')}#i-{name}"
        _ICONS[place] = Markup(
            '<svg class="{}" aria-hidden="true"><use href="{}"/></svg>'
        ).format(escape(classes), escape(href))
    return _ICONS[place]
