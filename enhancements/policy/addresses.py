"""Addresses of pages on GitHub, from the base address of its API.

Pure. https://api.github.com has its pages at https://github.com; an Enterprise server
has its API at https://HOST/api/v3 and its pages at https://HOST (GitHub Docs,
"Getting started with the REST API").
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

_PUBLIC_API = "https://api.github.com"
_PUBLIC = "https://github.com"
_ENTERPRISE = "/api/v3"


def web(host: str) -> str:
    """Where the pages of a host are, without a slash at the end."""
    base = host.rstrip("/")
    if base == _PUBLIC_API:
        return _PUBLIC
    return base.removesuffix(_ENTERPRISE)


def issue(host: str, repository: str, number: int, event: str = "") -> str:
    """Page of an issue; with the id of an event, the place where it is shown."""
    anchor = f"#event-{event}" if event else ""
    return f"{web(host)}/{quote(repository)}/issues/{number}{anchor}"


def pull(host: str, repository: str, number: int) -> str:
    """Page of a pull request."""
    return f"{web(host)}/{quote(repository)}/pull/{number}"


def file(host: str, repository: str, commit: str, path: str, line: int = 0) -> str:
    """Page of a file at a commit; a Markdown file with a line is shown as text."""
    url = f"{web(host)}/{quote(repository)}/blob/{quote(commit)}/{quote(path)}"
    if line < 1:
        return url
    return f"{url}{'?plain=1' if path.lower().endswith('.md') else ''}#L{line}"


def team(host: str, organisation: str, slug: str) -> str:
    """Page of a team of an organisation."""
    return f"{web(host)}/orgs/{quote(organisation)}/teams/{quote(slug)}"


def new_issue(repository: str, asked: Mapping[str, str]) -> str:
    """GitHub's form for a new issue, filled in; `repository` is its page's address.

    `template`, `title`, `body`, `labels` (GitHub Docs, "Creating an issue from a URL
    query"). Labels are set only for those who may set them.
    """
    return f"{repository}/issues/new{_query(asked)}"


def new_file(repository: str, branch: str, path: str, text: str) -> str:
    """GitHub's editor for a new file with this text; it offers a pull request."""
    asked = _query({"filename": path, "value": text})
    return f"{repository}/new/{quote(branch)}{asked}"


def _query(asked: Mapping[str, str]) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(given, quote_via=quote)}" if given else ""


def is_web(text: str) -> bool:
    """Whether a page may link to an address that somebody else wrote: one of the web,
    with a host that stands there plainly, and no name before it that looks like one.

    >>> is_web("https://lists.example/1"), is_web("https://github.com@evil.example/")
    (True, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_plain = text.isprintable() and not set("@\\ ") & set(parts.netloc)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and is_plain
