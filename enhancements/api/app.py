"""The API itself: its description, and what its refusals look like."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from enhancements.api import deciding, schemas
from enhancements.api.answers import PROBLEM, problem
from enhancements.queries.api_person import PersonUnknown
from enhancements.queries.enhancement import EnhancementUnknown
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import ProjectUnknown
from enhancements.queries.moments import MomentRefused
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.sigs import SigUnknown
from enhancements.queries.snapshots import SnapshotUnknown

ROOT = "api/v1/"

_DESCRIPTION = (
    "Enhancements, releases, SIGs and people of every tracked project, now or at a past"
    " moment (`as_of`), with the evidence of each fact. Planned, committed and shipped"
    " are three facts; shipped is null until something proves it. All that is"
    " read is public, and needs no key. To decide, send a token of your account with"
    " the scope write as `Authorization: Bearer trk_...`: it may what you may. A token"
    " must hold: with one that does not, everything is refused with 401."
)
_HEADERS = {
    "ETag": "Sent back as If-None-Match, it gets 304 while nothing has changed.",
    "Cache-Control": "How long the answer may be kept.",
}
_LINK = "Address of the next page, with `rel=next`; absent on the last one."


class Described(NinjaAPI):
    """An API whose description says also what all addresses have in common."""

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,
    ) -> OpenAPISchema:
        """The description; addresses begin at the root of the site."""
        del path_prefix, path_params
        document = super().get_openapi_schema(path_prefix=ROOT)
        for path in document["paths"].values():
            for method, operation in path.items():
                _describe(operation["responses"], is_read=method == "get")
        document["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"}
        }
        _prune(document)
        return document


def _prune(document: OpenAPISchema) -> None:
    """Leave out schemas that nothing refers to: those of whole queries."""
    schemas_ = document["components"]["schemas"]
    waiting = [_names(document["paths"])]
    used: set[str] = set()
    while waiting:
        for name in waiting.pop() - used:
            used.add(name)
            waiting.append(_names(schemas_[name]))
    document["components"]["schemas"] = {name: schemas_[name] for name in sorted(used)}


def _names(part: Any) -> set[str]:
    """Names of the schemas that a part of the description refers to."""
    if isinstance(part, dict):
        found = {str(part["$ref"]).rpartition("/")[2]} if "$ref" in part else set()
        return found.union(*map(_names, part.values()))
    return set().union(*map(_names, part)) if isinstance(part, list) else set()


def _describe(responses: dict[int, dict[str, Any]], *, is_read: bool) -> None:
    for status, response in responses.items():
        if status >= 400:  # noqa: PLR2004 - where HTTP's errors begin
            schema = response["content"].pop("application/json")
            response["content"][PROBLEM] = schema
    if not is_read:
        return
    good = responses[200]
    names = dict(_HEADERS)
    if "next" in str(good["content"]["application/json"]["schema"]):
        names["Link"] = _LINK
    good["headers"] = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in names.items()
    }
    responses[304] = {"description": "Nothing has changed since the ETag that was sent"}


def changes(answer: Any) -> dict[int, Any]:
    """The answers of an operation that changes something."""
    plain = dict.fromkeys((400, 401, 404, 413, 415), schemas.Problem)
    told = dict.fromkeys((403, 409, 422), schemas.DecisionsProblem)
    return {200: answer, **plain, **told}


def responses(answer: Any, *, missing: bool = True) -> dict[int, Any]:
    """An operation's answers by status."""
    found = {200: answer, 400: schemas.Problem, 401: schemas.Problem}
    return found | ({404: schemas.Problem} if missing else {})


api = Described(
    title="Enhancement tracker",
    version="1",
    description=_DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    first = error.errors[0]
    if first["loc"][0] == "body":
        return deciding.unreadable(error.errors)
    name = next(
        str(part) for part in reversed(first["loc"]) if not isinstance(part, int)
    )
    status = 404 if first["loc"][0] == "path" else 400
    return problem(status, f"“{name}”: {first['msg']}.", parameter=name)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    return problem(error.status_code, "What was sent cannot be read as JSON.")


@api.exception_handler(deciding.Refused)
def _undecided(request: HttpRequest, error: deciding.Refused) -> HttpResponse:
    del request
    return error.response


@api.exception_handler(FilterRefused)
def _refused(request: HttpRequest, error: FilterRefused) -> HttpResponse:
    del request
    return problem(400, str(error), parameter=error.name)


@api.exception_handler(MomentRefused)
def _moment(request: HttpRequest, error: MomentRefused) -> HttpResponse:
    del request
    return problem(400, str(error), parameter="as_of")


def _unknown(error: type[Exception], parameter: str, sentence: str) -> None:
    def answer(
        request: HttpRequest, error: Exception | type[Exception]
    ) -> HttpResponse:
        del request
        return problem(404, sentence.format(error), parameter=parameter)

    api.add_exception_handler(error, answer)


_unknown(ProjectUnknown, "project", "No project named “{}” is tracked here.")
_unknown(
    EnhancementUnknown,
    "key",
    "No enhancement has the number or name “{}” at that moment.",
)
_unknown(ReleaseUnknown, "release", "No source names a release “{}” at that moment.")
_unknown(
    SigUnknown,
    "sig",
    "Neither a roster nor a document names a SIG “{}” at that moment.",
)
_unknown(SnapshotUnknown, "snapshot", "The release has no snapshot {} at that moment.")
_unknown(PersonUnknown, "login", "No source names “{}” at that moment.")
