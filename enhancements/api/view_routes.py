"""Saved views, as programs read them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from enhancements.api import params, schemas
from enhancements.api.app import responses
from enhancements.api.routes import plainly
from enhancements.queries import saved_views

router = Router()


@router.get(
    "/projects/{project}/views/",
    response=responses(schemas.Views),
    operation_id="views",
)
def views(
    request: HttpRequest, project: params.ProjectName, query: Query[params.AsOf]
) -> HttpResponse:
    """The saved views that all may see, as they are now."""
    asked = plainly(request, query)
    return asked.answer(saved_views.api_listing(asked.scope(project)))
