"""`?format=csv` and `?format=json` on the address of a list: the list as a file.

A view offers its list with two lines::

    if exports.wanted(request):
        return exports.answer(request, setting, lists.SIGS, page.rows)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from enhancements.exports import cells, sheets
from enhancements.exports.sheets import Sheet
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting

Row = TypeVar("Row")
_LINES = 500


def wanted(request: HttpRequest) -> bool:
    """Whether a file is asked for. Raises FilterRefused for a form there is not."""
    form = request.GET.get("format", "")
    if form and form not in sheets.FORMS:
        message = f"“{form[:40]}” is no form of a list. Ask for csv or json."
        raise FilterRefused("format", message)
    return bool(form)


def answer(
    request: HttpRequest,
    setting: Setting,
    sheet: Sheet[Row],
    rows: Iterable[Row],
    *,
    about: str = "",
) -> HttpResponseBase:
    """The list as the file asked for; `about` stands in the name of the file.

    Rows that are no sequence are written while they are read.
    """
    form = request.GET["format"]
    moment = cells.iso(setting.at) or ""
    pieces = sheets.lines(
        form, sheet, rows, address=list_address(request), as_of=moment
    )
    response = _response(
        request, pieces, sheets.FORMS[form], isinstance(rows, Sequence)
    )
    parts = (setting.frame.project.name, about, sheet.name, moment[:10])
    name = "-".join(slugify(part.replace(".", "-")) for part in parts if part)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def list_address(request: HttpRequest) -> str:
    """The address of the list itself, without what makes it a file."""
    query = request.GET.copy()
    query.pop("format", None)
    query.pop("list", None)
    text = query.urlencode()
    return request.build_absolute_uri(
        f"{request.path}?{text}" if text else request.path
    )


def _response(
    request: HttpRequest,
    pieces: Iterator[str],
    content_type: str,
    is_short: bool,  # noqa: FBT001 - private, named at its one caller
) -> HttpResponseBase:
    if is_short:
        return HttpResponse("".join(pieces), content_type=content_type)
    chunks = _chunks(pieces)
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(_awaited(chunks), content_type=content_type)
    return StreamingHttpResponse(chunks, content_type=content_type)


def _chunks(pieces: Iterator[str]) -> Iterator[str]:
    while chunk := "".join(islice(pieces, _LINES)):
        yield chunk


async def _awaited(chunks: Iterator[str]) -> AsyncIterator[str]:
    """The same for the asynchronous server, which would else gather it whole."""

    def following() -> str:
        return next(chunks, "")

    ask = sync_to_async(following)
    while chunk := await ask():
        yield chunk
