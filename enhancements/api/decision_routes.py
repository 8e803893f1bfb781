"""The addresses of decisions: reading them, deciding, taking back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from enhancements.api import deciding, params, schemas
from enhancements.api.app import changes, responses
from enhancements.api.routes import paged
from enhancements.queries import api_decisions, scope
from enhancements.queries.shapes.deciding import Asked

router = Router()
_TOKEN: dict[str, Any] = {"security": [{"token": []}]}


@router.get(
    "/projects/{project}/releases/{release}/decisions/",
    response=responses(schemas.Decisions),
    operation_id="decisions",
)
def decisions(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    query: Query[params.Decisions],
) -> HttpResponse:
    """What people have decided about the entries of a release, page by page."""
    name = f"decisions {release}"
    asked = paged(request, query, f"{name} {project}")
    setting = asked.setting(project)
    given = asked.given("item", "kind")
    page = api_decisions.listing(
        setting, release, given, limit=query.limit, after=asked.after
    )
    return asked.page(scope.load(project, asked.moment), page, name, release=release)


@router.post(
    "/projects/{project}/releases/{release}/decisions/",
    response=changes(schemas.Decided),
    operation_id="decide",
    openapi_extra=_TOKEN,
)
def decide(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    *,
    query: Query[params.Changing],
    payload: schemas.Wishes,
    idempotency_key: params.IdempotencyKey = "",
) -> HttpResponse:
    """Decide all of this, or nothing, by the roles that the token's account has now."""
    here = deciding.desk(request, project, release)
    asked = [Asked(**wish.dict()) for wish in payload.wishes]
    return deciding.once(
        request,
        idempotency_key,
        lambda: deciding.decide(here, asked, dry_run=query.dry_run),
        dry_run=query.dry_run,
    )


@router.post(
    "/projects/{project}/releases/{release}/decisions/{batch}/undo/",
    response=changes(schemas.Decided),
    operation_id="undo-decisions",
    openapi_extra=_TOKEN,
)
def undo(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    batch: params.Batch,
    *,
    query: Query[params.Changing],
    idempotency_key: params.IdempotencyKey = "",
) -> HttpResponse:
    """Put back what stood before a step; where somebody decided since, nothing is."""
    here = deciding.desk(request, project, release)
    return deciding.once(
        request,
        idempotency_key,
        lambda: deciding.undo(here, batch, dry_run=query.dry_run),
        dry_run=query.dry_run,
    )
