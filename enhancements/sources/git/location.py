"""Which addresses of repositories are read, and how their pages are linked.

The rule is a list of what is allowed, not of what is forbidden: git accepts
addresses that run programs (`ext::`), that are options (`--upload-pack=...`),
and that hand a password to everybody who may see the address.
"""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

LONGEST = 1000

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_SCP = re.compile(r"(?P<user>[^@/:]+)@(?P<host>\[[^\]]*\]|[^/:@\[\]]+):(?P<path>.*)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://", re.ASCII)
_MARKDOWN = (".md", ".markdown")

_FORMS = "https://HOST/OWNER/REPOSITORY or git@HOST:OWNER/REPOSITORY"
_NO_SECRETS = (
    "The address contains a user name or a password, which everybody who sees the"
    " address would learn. Leave out everything before the @ and its sign; a"
    " private repository is read over ssh with a deploy key."
)


class LocationRefused(ValueError):
    """An address that is not read; its text is a sentence that says what to do."""


def check_location(text: str, *, allow_local: bool) -> str:
    """Return the address in its normal form, or raise LocationRefused.

    Read are `https://host/path`, `ssh://[user@]host/path` and `user@host:path`
    (usually `git@`), and, with `allow_local`, folders of this machine as a path
    or `file://` address. Normal form: no white space around it, scheme and host
    in lower case, no slashes at the end, a folder as an absolute path.
    """
    text = text.strip(" \t\r\n")
    _check_text(text)
    scheme = _SCHEME.match(text)
    if scheme:
        return _check_url(text, scheme[1].lower(), allow_local=allow_local)
    if match := _SCP.fullmatch(text):
        return _check_scp(match["user"], match["host"], match["path"])
    first = text.split("/", 1)[0]
    if ":" in first and "@" in first:
        raise LocationRefused(_NO_SECRETS)
    if ":" in first:
        raise LocationRefused(
            f"The address {text!r} has a colon that git would misread."
            f" Write {_FORMS}" + (", or ./FOLDER." if allow_local else ".")
        )
    return _check_folder(text, allow_local=allow_local)


def check_no_secret(location: str) -> None:
    """Raise LocationRefused for an address with a name or password of somebody in it.

    What else is wrong with an address is found when it is read; this must not even be
    kept, since pages and messages name addresses.
    """
    scheme = _SCHEME.match(location)
    if scheme is None or scheme[1].lower() == "file":
        return
    url = _split(location)
    if url.password or (scheme[1].lower() != "ssh" and "@" in url.authority):
        raise LocationRefused(_NO_SECRETS)


def is_local(location: str) -> bool:
    """Whether a checked address names a folder of this machine."""
    return location.startswith("/")


def blob_url(location: str, commit: str, path: str, line: int = 0) -> str | None:
    """Address of the page that shows a file at a commit, or None.

    None for a folder of this machine. `line` counts from 1; 0 links the whole
    file. Pages are laid out as GitHub's; hosts named gitlab.* get GitLab's. A
    Markdown file with a line is linked as plain text: rendered, GitHub has no
    lines to jump to (GitHub Docs, "Linking to a specific line of a Markdown
    file").
    """
    repository = _web_repository(location)
    if repository is None:
        return None
    is_gitlab = re.match(r"https://gitlab\.", repository) is not None
    page = f"{repository}{'/-' if is_gitlab else ''}/blob/{quote(commit)}"
    url = f"{page}/{quote(path, safe='/', errors='surrogateescape')}"
    if line < 1:
        return url
    plain = "?plain=1" if path.lower().endswith(_MARKDOWN) else ""
    return f"{url}{plain}#L{line}"


def issue_url(location: str, number: int) -> str | None:
    """Address of an issue of the repository at `location`; None for a folder."""
    repository = _web_repository(location)
    if repository is None:
        return None
    dash = "/-" if re.match(r"https://gitlab\.", repository) is not None else ""
    return f"{repository}{dash}/issues/{number}"


_HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")
_TEAM = re.compile(rf"(?P<org>{_HANDLE.pattern})/(?P<team>[A-Za-z0-9_.-]{{1,100}})")


def person_url(location: str, login: str) -> str | None:
    """Address of the page of a handle, or of a team `org/team`, on GitHub.

    None unless the repository at `location` is on github.com and the handle could
    be one there: letters, digits and single hyphens, at most 39 (GitHub's own
    message when a name is refused).
    """
    if not (_web_repository(location) or "").startswith("https://github.com/"):
        return None
    if _HANDLE.fullmatch(login):
        return f"https://github.com/{login}"
    if team := _TEAM.fullmatch(login):
        return f"https://github.com/orgs/{team['org']}/teams/{team['team']}"
    return None


def _check_text(text: str) -> None:
    if not text:
        raise LocationRefused(f"Give the address of a repository: {_FORMS}.")
    if len(text) > LONGEST:
        raise LocationRefused(f"The address is longer than {LONGEST} characters.")
    if not text.isprintable():
        raise LocationRefused(
            "The address contains an invisible character. Type it again by hand."
        )
    if text.startswith("-"):
        raise LocationRefused(
            "The address begins with a dash, which git would take for an option."
            f" Write {_FORMS}."
        )
    if re.match(r"[A-Za-z0-9]+::", text):
        raise LocationRefused(
            f"{text.partition('::')[0]}:: addresses run programs and are never read."
            f" Write {_FORMS}."
        )


def _check_url(text: str, scheme: str, *, allow_local: bool) -> str:
    if scheme == "file":
        return _check_file_url(text, allow_local=allow_local)
    if scheme not in {"https", "ssh"}:
        raise LocationRefused(f"{scheme}:// addresses are not read. Write {_FORMS}.")
    url = _split(text)
    if url.password or (scheme == "https" and "@" in url.authority):
        raise LocationRefused(_NO_SECRETS)
    if url.extra:
        raise LocationRefused(
            "The address has a question mark or a number sign. Leave that sign out"
            " and everything after it."
        )
    user = f"{_checked_user(url.user)}@" if url.user else ""
    port = f":{url.port}" if url.port else ""
    host, path = _checked_host(url.host), _checked_path(url.path)
    if host == "github.com" and path.count("/") != 1:
        raise LocationRefused(
            "That is not the address of a repository itself. Write"
            " https://github.com/OWNER/REPOSITORY, and nothing after it."
        )
    return f"{scheme}://{user}{host}{port}/{path}"


@dataclass(frozen=True, slots=True)
class _Url:
    authority: str
    user: str
    password: str
    host: str
    port: int | None
    path: str
    extra: str


def _split(text: str) -> _Url:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise LocationRefused(
            f"The host or the port of the address cannot be read. Write {_FORMS}."
        ) from None
    host = parts.hostname or ""
    return _Url(
        authority=parts.netloc,
        user=parts.username or "",
        password=parts.password or "",
        host=f"[{host}]" if ":" in host else host,
        port=port,
        path=parts.path,
        extra="?" * ("?" in text) + "#" * ("#" in text),
    )


def _check_scp(user: str, host: str, path: str) -> str:
    name = _checked_user(user)
    where = _checked_host(host)
    # `git@host:/path` and `git@host:path` differ for a server with home folders.
    root = "/" if path.startswith("/") else ""
    return f"{name}@{where}:{root}{_checked_path(path)}"


def _check_file_url(text: str, *, allow_local: bool) -> str:
    parts = urlsplit(text)
    if parts.netloc not in {"", "localhost"}:
        raise LocationRefused(
            "A file:// address names a folder of this machine only. Write"
            " file:///FOLDER, with three slashes."
        )
    return _check_folder(unquote(parts.path), allow_local=allow_local)


def _check_folder(text: str, *, allow_local: bool) -> str:
    if not allow_local:
        raise LocationRefused(
            "Folders of this machine are not read here. Write the address of the"
            f" repository: {_FORMS}."
        )
    if not text or not text.isprintable():
        raise LocationRefused("The folder's name is empty or cannot be printed.")
    path = os.path.abspath(os.path.expanduser(text))  # noqa: PTH100, PTH111 (Path keeps "..")
    # POSIX gives two leading slashes a meaning of their own, git does not.
    return "/" + path.lstrip("/")


def _checked_user(user: str) -> str:
    if ":" in user or "%" in user:
        raise LocationRefused(_NO_SECRETS)
    if not _USER.fullmatch(user):
        raise LocationRefused(f"The user name {user!r} is unusual. Write git@HOST:...")
    return user


def _checked_host(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise LocationRefused(
            f"{host!r} is not the name of a host. Write {_FORMS}."
            if host
            else f"The address has no host. Write {_FORMS}."
        )
    return host.lower()


def _checked_path(path: str) -> str:
    path = path.strip("/")
    if not path:
        raise LocationRefused(f"The address names no repository. Write {_FORMS}.")
    if path.startswith("-") or set(path) & set(" \\\"'`$;&|<>"):
        raise LocationRefused(
            "The repository's path has a sign that no repository has. Write"
            f" {_FORMS}, with %20 in place of a space."
        )
    return path


@functools.lru_cache(maxsize=256)
def _web_repository(location: str) -> str | None:
    """`https://host/owner/repository` for an address that is not a folder."""
    if match := _SCP.fullmatch(location):
        host, port, path = match["host"], None, match["path"]
    elif _SCHEME.match(location) and not location.startswith("file:"):
        url = _split(location)
        # The port of an ssh server says nothing about where its pages are.
        port = url.port if location.startswith("https:") else None
        host, path = url.host, url.path
    else:
        return None
    name = path.strip("/").removesuffix(".git").rstrip("/")
    return f"https://{host}{f':{port}' if port else ''}/{name}"
