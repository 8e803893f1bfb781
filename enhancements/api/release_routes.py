"""Addresses below a release that are not lists of its entries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from enhancements.api import params, schemas
from enhancements.api.app import responses
from enhancements.api.routes import plainly
from enhancements.queries import api_exceptions, merge_gate

router = Router()


@router.get(
    "/projects/{project}/releases/{release}/exceptions/",
    response=responses(schemas.Exceptions),
    operation_id="exceptions",
)
def exceptions(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    query: Query[params.AsOf],
) -> HttpResponse:
    """Requests to go past a freeze, those with the least time left first."""
    asked = plainly(request, query)
    return asked.answer(api_exceptions.listing(asked.setting(project), release))


@router.get(
    "/projects/{project}/releases/{release}/approved/",
    response=responses(schemas.MergeGate),
    operation_id="approved",
)
def approved(
    request: HttpRequest,
    project: params.ProjectName,
    release: params.ReleaseName,
    query: Query[params.MergeGate],
) -> HttpResponse:
    """Whether a pull request may merge into a release, and why: for merge bots."""
    asked = plainly(request, query)
    data = merge_gate.answer(asked.setting(project), release, query.pr)
    response = asked.answer(data)
    if not asked.moment.is_past:
        # A decision of just now counts; who asks with the ETag is answered with 304.
        response["Cache-Control"] = "no-cache"
    return response
