"""Parts of addresses that Django has no converter for."""

from __future__ import annotations

from django.urls.converters import StringConverter


class Name(StringConverter):
    """What somebody else called a thing: any text, with slashes and line ends in it.

    A name that no address can hold would break every page that links to it.
    """

    regex = r"(?s:.+)"
