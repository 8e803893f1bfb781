"""Snapshots of a release's board: their list, one of them, and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.text import slugify

from enhancements.languages import gettext
from enhancements.queries import snapshot_pages
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.snapshots import SnapshotUnknown
from enhancements.views import asked, errors
from enhancements.views.pages import project_page, release_unknown
from enhancements.views.policies import public

_YEAR = 365 * 24 * 3600


@public
@project_page
def snapshot_list(
    request: HttpRequest, setting: Setting, name: str
) -> HttpResponseBase:
    """Every snapshot of a release, the last one first."""
    try:
        page = snapshot_pages.listing(setting, name)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    return asked.page(request, "snapshots/index", "releases", page)


@public
@project_page
def snapshot_page(
    request: HttpRequest, setting: Setting, name: str, pk: int
) -> HttpResponseBase:
    """The board as it was kept."""
    try:
        page = snapshot_pages.page(setting, name, pk)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    except SnapshotUnknown:
        return _no_snapshot(request, setting, name, pk)
    return asked.page(request, "snapshots/one", "releases", page)


@public
@project_page
def snapshot_file(
    request: HttpRequest, setting: Setting, name: str, pk: int
) -> HttpResponseBase:
    """The bytes that the digest is of; they never change, so they may be kept."""
    try:
        text, row = snapshot_pages.file(setting, name, pk)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    except SnapshotUnknown:
        return _no_snapshot(request, setting, name, pk)
    response = HttpResponse(text.encode(), content_type="application/json")
    parts = (setting.frame.project.name, name, row.freeze, f"{row.moment:%Y-%m-%d}")
    stem = "-".join(slugify(part.replace(".", "-")) for part in parts)
    etag = f'"{row.digest}"'
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response["Content-Disposition"] = f'attachment; filename="{stem}.json"'
    # As the API's: public, and no cookie counts.
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    return get_conditional_response(request, etag=etag, response=response) or response


def _no_snapshot(
    request: HttpRequest, setting: Setting, name: str, pk: int
) -> HttpResponse:
    message = gettext(
        "%(release)s has no snapshot %(number)s. Its snapshots are listed on the page"
        " of the release.",
        release=name,
        number=pk,
    )
    return errors.not_found(request, message, setting.frame)
