"""The addresses of the API: what was asked for, loaded and answered."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from ninja import Query, Router

from enhancements.api import answers, guard, params, schemas
from enhancements.api.app import api, responses
from enhancements.queries import (
    api_enhancement,
    api_person,
    api_projects,
    api_releases,
    api_sigs,
    api_troubles,
    contract,
    cursors,
    filters,
    frame,
    moments,
    scope,
    snapshot_pages,
)
from enhancements.queries.contract import iso
from enhancements.queries.enhancement import EnhancementMoved
from enhancements.queries.entry_states import ENTRY_FILTERS
from enhancements.queries.filters import FilterRefused, Filters
from enhancements.queries.frame import Setting
from enhancements.queries.scope import Scope
from enhancements.queries.search import narrowing
from enhancements.queries.shapes import Moment

router = Router()


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A request's moment, and where its page begins."""

    request: HttpRequest
    now: dt.datetime
    moment: Moment
    after: Sequence[Any] | None = None

    def setting(self, project: str) -> Setting:
        """The project with its releases. Raises ProjectUnknown."""
        return frame.load(project, self.moment, now=self.now)

    def scope(self, project: str) -> Scope:
        """The project. Raises ProjectUnknown."""
        return scope.load(project, self.moment)

    def narrowed(
        self, project: str, given: Mapping[str, Sequence[str]]
    ) -> tuple[Scope, Filters]:
        """The project and these filters; a search may have its releases read, too."""
        place = self.scope(project)
        load = functools.partial(self.setting, project)
        return place, narrowing.of_place(place, given, load=load)

    def given(self, *names: str) -> dict[str, list[str]]:
        """Values of the query by name."""
        return {name: self.request.GET.getlist(name) for name in names}

    def answer(self, data: Mapping[str, Any]) -> HttpResponse:
        """The data as the answer."""
        fixed = self.moment.is_past or self.after is not None
        past = self.now - self.moment.at if fixed else None
        return answers.given(self.request, data, past=past)

    def page(
        self, project: Scope, page: cursors.Page, name: str, **more: str
    ) -> HttpResponse:
        """A page of the list of this name as the answer, with `more` beside it."""
        following = None
        if page.following is not None:
            query = self.request.GET.copy()
            query["cursor"] = page.following.text(f"{name} {project.name}")
            following = f"{self.request.path}?{query.urlencode()}"
        return self.answer(
            {
                "project": project.name,
                **more,
                "as_of": iso(project.at),
                "items": page.items,
                "next": following,
            }
        )


def plainly(request: HttpRequest, query: params.AsOf) -> Asked:
    """A request for one thing at one moment."""
    now = timezone.now()
    return Asked(request, now, moments.parse(query.as_of, now=now))


def paged(
    request: HttpRequest, query: params.Pages, name: str, *, sort: str = ""
) -> Asked:
    """As `plainly`; a cursor brings the moment of its first page along."""
    asked = plainly(request, query)
    if not query.cursor:
        return asked
    cursor = cursors.read(query.cursor, name)
    if asked.moment.is_past and asked.moment.at != cursor.at:
        message = "This cursor is of another moment than as_of. Leave one of them out."
        raise FilterRefused("cursor", message)
    if sort != cursor.sort:
        message = "This cursor is of another order. Leave it out to begin again."
        raise FilterRefused("cursor", message)
    moment = Moment(cursor.at, asked.moment.given)
    return dataclasses.replace(asked, moment=moment, after=cursor.after)


@router.get("/", response=responses(schemas.Index, missing=False), operation_id="index")
def index(request: HttpRequest) -> HttpResponse:
    """Where to begin."""
    data = {"projects": reverse("api:projects"), "openapi": reverse("api:openapi")}
    return answers.given(request, data, past=dt.timedelta(0))


@router.get(
    "/openapi.json",
    response=responses(dict[str, Any], missing=False),
    operation_id="openapi",
)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API."""
    return answers.given(request, api.get_openapi_schema(), past=dt.timedelta(0))


@router.get(
    "/projects/",
    response=responses(schemas.Projects, missing=False),
    operation_id="projects",
)
def projects(request: HttpRequest, query: Query[params.AsOf]) -> HttpResponse:
    """Every project."""
    asked = plainly(request, query)
    return asked.answer(api_projects.listing(asked.moment.at))


@router.get(
    "/projects/{project}/",
    response=responses(schemas.ProjectDetail),
    operation_id="project",
)
def project_(
    request: HttpRequest, project: params.ProjectName, query: Query[params.AsOf]
) -> HttpResponse:
    """A project: its words, sources and counts."""
    asked = plainly(request, query)
    return asked.answer(api_projects.detail(asked.setting(project)))


@router.get(
    "/projects/{project}/enhancements/",
    response=responses(schemas.Enhancements),
    operation_id="enhancements",
)
def enhancements(
    request: HttpRequest,
    project: params.ProjectName,
    query: Query[params.Enhancements],
) -> HttpResponse:
    """Enhancements that meet every filter."""
    name = "enhancements"
    asked = paged(request, query, f"{name} {project}", sort=query.sort)
    given = asked.given(*filters.NAMES)
    given["text"] = narrowing.with_view(query.view, given["text"])
    place, wanted = asked.narrowed(project, given)
    page = contract.page(
        place, wanted, sort=query.sort, limit=query.limit, after=asked.after
    )
    return asked.page(place, page, name)


@router.get(
    "/projects/{project}/enhancements/{key}/",
    response=responses(schemas.EnhancementDetail),
    operation_id="enhancement",
    openapi_extra={
        "responses": {
            301: {
                "description": "The name is an old one",
                "headers": {
                    "Location": {
                        "description": "The enhancement under its name of today",
                        "schema": {"type": "string"},
                    }
                },
            }
        }
    },
)
def enhancement(
    request: HttpRequest,
    project: params.ProjectName,
    key: params.Key,
    query: Query[params.AsOf],
) -> HttpResponse:
    """An enhancement with its claims, history and entries."""
    asked = plainly(request, query)
    try:
        data = api_enhancement.detail(asked.setting(project), key)
    except EnhancementMoved as moved:
        address = reverse("api:enhancement", args=[project, str(moved)])
        given = f"?{urlencode({'as_of': query.as_of})}" if query.as_of else ""
        return guard.moved(address + given)
    return asked.answer(data)


@router.get(
    "/projects/{project}/releases/",
    response=responses(schemas.Releases),
    operation_id="releases",
)
def releases(
    request: HttpRequest, project: params.ProjectName, query: Query[params.OfSig]
) -> HttpResponse:
    """Every release, newest first, with counts of these SIGs."""
    asked = plainly(request, query)
    setting = asked.setting(project)
    return asked.answer(api_releases.listing(setting, asked.given("sig")))


@router.get(
    "/projects/{project}/releases/{release}/",
    response=responses(schemas.ReleaseDetail),
    operation_id="release",
)
def release_(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    query: Query[params.OfSig],
) -> HttpResponse:
    """A release with its deadlines and counts by SIG."""
    asked = plainly(request, query)
    setting = asked.setting(project)
    return asked.answer(api_releases.detail(setting, release, asked.given("sig")))


@router.get(
    "/projects/{project}/releases/{release}/board/",
    response=responses(schemas.Board),
    operation_id="board",
)
def board(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    query: Query[params.Board],
) -> HttpResponse:
    """Everything that is planned or committed in a release."""
    asked = plainly(request, query)
    given = asked.given("sig", *ENTRY_FILTERS)
    return asked.answer(api_releases.board(asked.setting(project), release, given))


@router.get(
    "/projects/{project}/releases/{release}/snapshots/",
    response=responses(schemas.Snapshots),
    operation_id="snapshots",
)
def snapshots(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    query: Query[params.AsOf],
) -> HttpResponse:
    """Boards kept at the deadlines of a release, the last one first."""
    asked = plainly(request, query)
    return asked.answer(snapshot_pages.api_listing(asked.setting(project), release))


@router.get(
    "/projects/{project}/releases/{release}/snapshots/{snapshot}/",
    response=responses(schemas.SnapshotDetail),
    operation_id="snapshot",
)
def snapshot_(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    snapshot: params.SnapshotId,
    query: Query[params.AsOf],
) -> HttpResponse:
    """The board as it stood at a deadline."""
    asked = plainly(request, query)
    setting = asked.setting(project)
    return asked.answer(snapshot_pages.api_detail(setting, release, snapshot))


@router.get(
    "/projects/{project}/sigs/",
    response=responses(schemas.Sigs),
    operation_id="sigs",
)
def sigs(
    request: HttpRequest, project: params.ProjectName, query: Query[params.AsOf]
) -> HttpResponse:
    """Every SIG with its counts."""
    asked = plainly(request, query)
    return asked.answer(api_sigs.listing(asked.setting(project)))


@router.get(
    "/projects/{project}/sigs/{sig}/",
    response=responses(schemas.SigDetail),
    operation_id="sig",
)
def sig_(
    request: HttpRequest,
    project: params.ProjectName,
    sig: params.SigName,
    query: Query[params.AsOf],
) -> HttpResponse:
    """A SIG with its people and its counts in every release."""
    asked = plainly(request, query)
    return asked.answer(api_sigs.detail(asked.setting(project), sig))


@router.get(
    "/projects/{project}/people/{login}/",
    response=responses(schemas.Person),
    operation_id="person",
)
def person(
    request: HttpRequest,
    project: params.ProjectName,
    login: params.Login,
    query: Query[params.AsOf],
) -> HttpResponse:
    """What a person owns, reviews and approves."""
    asked = plainly(request, query)
    return asked.answer(api_person.detail(asked.scope(project), login))


@router.get(
    "/projects/{project}/problems/",
    response=responses(schemas.Problems),
    operation_id="problems",
)
def problems(
    request: HttpRequest, project: params.ProjectName, query: Query[params.Troubles]
) -> HttpResponse:
    """What could not be read or does not fit."""
    asked = paged(request, query, f"problems {project}")
    place = asked.scope(project)
    given = asked.given("sig", "where", "field")
    page = api_troubles.problems(place, given, limit=query.limit, after=asked.after)
    return asked.page(place, page, "problems")


@router.get(
    "/projects/{project}/drift/",
    response=responses(schemas.Drifts),
    operation_id="drift",
)
def drift(
    request: HttpRequest, project: params.ProjectName, query: Query[params.Troubles]
) -> HttpResponse:
    """Fields on which sources disagree."""
    asked = paged(request, query, f"drift {project}")
    place = asked.scope(project)
    given = asked.given("sig", "where", "field")
    page = api_troubles.drift(place, given, limit=query.limit, after=asked.after)
    return asked.page(place, page, "drift")
