"""What a request asks for, read with care; and a page made from a template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

# Longest query string value that is read; nobody types more.
_LONGEST = 500
_DIGITS = 6
_ID_DIGITS = 18


def page(
    request: HttpRequest,
    template: str,
    nav: str,
    page: Any,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """A page from its template, with the item of the navigation that is current.

    `more` is what stands beside the page, for whoever reads it.
    """
    return render(
        request, f"{template}.html", {"page": page, "nav": nav, **more}, status=status
    )


def values(request: HttpRequest, name: str) -> list[str]:
    """Every value of a parameter that is not empty, cut to a sensible length."""
    return said(request.GET, name)


def said(given: QueryDict, name: str, longest: int = _LONGEST) -> list[str]:
    """The same of what an address or a form says."""
    found = [value[:longest].replace("\x00", "") for value in given.getlist(name)]
    return [value for value in found if value]


def value(request: HttpRequest, name: str) -> str:
    """The last value of a parameter; empty when it is not given."""
    return request.GET.get(name, "")[:_LONGEST].replace("\x00", "")


def text(given: object, longest: int) -> str:
    """What was typed in a form, cut, and without what PostgreSQL takes in no text."""
    return str(given or "").replace("\x00", "").replace("\r\n", "\n").strip()[:longest]


def row_id(text: str) -> int:
    """The id of a row as a form says it; 0, which no row has, for what is none."""
    is_id = text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS
    return int(text) if is_id else 0


def number(request: HttpRequest) -> int:
    """The page asked for, counted from 1; 1 for what is no number."""
    text = request.GET.get("page", "1")
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 1
    )
