"""The address of what changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from enhancements.api import params, schemas
from enhancements.api.app import responses
from enhancements.api.routes import plainly
from enhancements.queries import api_changes

router = Router()


@router.get(
    "/projects/{project}/changes/",
    response=responses(schemas.Changes),
    operation_id="changes",
)
def changes(
    request: HttpRequest, project: params.ProjectName, query: Query[params.Changes]
) -> HttpResponse:
    """What sources said differently and people did, newest first."""
    asked = plainly(request, query)
    data = api_changes.listing(
        asked.setting(project),
        asked.given("kind", "sig"),
        since=query.since,
        until=query.until,
        release=query.release,
    )
    return asked.answer(data)
