"""Who asks: tokens of people, and GitHub Apps with their installations and tokens."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from enhancements.fakehub.ids import sha_of
from enhancements.fakehub.nouns import Account, Repo
from enhancements.fakehub.world import World

INSTALLATION_TOKEN_SECONDS = 3600
LONGEST_JWT_SECONDS = 600
"""An App may speak for itself so long, and `iat` must not lie in the future."""

READ_ALL: Mapping[str, str] = {
    "metadata": "read",
    "issues": "read",
    "pull_requests": "read",
    "contents": "read",
    "members": "read",
}


class Unauthorised(PermissionError):
    """The credential is not accepted; the text is GitHub's message."""


@dataclasses.dataclass(slots=True, eq=False)
class App:
    """A GitHub App. Its bot writes what its installations write."""

    id: int
    slug: str
    name: str
    bot: Account
    owner: Account
    private_key: str
    """PEM, for the one who is to sign with it."""
    public_key: str


@dataclasses.dataclass(slots=True, eq=False)
class Installation:
    """An App where an account let it in."""

    id: int
    app: App
    account: Account
    permissions: dict[str, str]
    repos: set[int] | None = None
    """Ids of repositories; None for all of the account's."""
    is_suspended: bool = False


@dataclasses.dataclass(slots=True, eq=False)
class Token:
    """A bearer token of a person (`account`) or of an installation."""

    text: str
    account: Account
    scopes: tuple[str, ...] = ()
    """Of a person's: ``repo``, ``public_repo``, ``read:org``."""
    installation: Installation | None = None
    permissions: dict[str, str] | None = None
    """Of an installation's, or of a fine-grained one of a person."""
    expires_at: int | None = None
    is_revoked: bool = False

    @property
    def owner(self) -> str:
        """Whose budget it spends: all tokens of a person share one."""
        if self.installation:
            return f"installation-{self.installation.id}"
        return f"user-{self.account.id}"

    def may(self, permission: str, *, write: bool) -> bool:
        """Whether the token is good for this; it must be good for the place, too."""
        if self.permissions is not None:
            given = self.permissions.get(permission)
            return given == "write" or (given == "read" and not write)
        return not write or bool({"repo", "public_repo"} & set(self.scopes))

    def sees(self, repo: Repo) -> bool:
        """Whether a private repository shows itself to the token."""
        if self.installation:
            chosen = self.installation.repos
            is_chosen = chosen is None or repo.id in chosen
            return repo.owner is self.installation.account and is_chosen
        if self.permissions is None and "repo" not in self.scopes:
            return False
        mine = (repo.owner.members, repo.collaborators)
        return repo.owner is self.account or any(self.account.id in m for m in mine)


class Access:
    """All credentials that this GitHub knows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tokens: dict[str, Token] = {}
        self.apps: dict[int, App] = {}
        self.installations: dict[int, Installation] = {}
        self.first_installations: dict[int, int] = {}
        """By an App's id: what its deliveries name."""

    def add_token(
        self,
        login: str,
        *,
        scopes: Sequence[str] = ("repo", "read:org"),
        permissions: Mapping[str, str] | None = None,
        expires_in: int | None = None,
        text: str | None = None,
    ) -> Token:
        """A token of a person: classic with scopes, or fine-grained with
        `permissions`; `expires_in` is seconds.
        """
        made = Token(
            text or self._text("ghp_"),
            self.world.account(login),
            () if permissions is not None else tuple(scopes),
            permissions=None if permissions is None else dict(permissions),
            expires_at=None if expires_in is None else self.world.now + expires_in,
        )
        self.tokens[made.text] = made
        return made

    def add_app(self, slug: str, *, owner: str) -> App:
        """A GitHub App with a key of its own; its bot's login is the slug."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
        made = App(
            71_001 + len(self.apps),
            slug,
            slug.replace("-", " ").capitalize(),
            self.world.add_user(slug, kind="Bot"),
            self.world.account(owner),
            private.decode(),
            public.decode(),
        )
        self.apps[made.id] = made
        return made

    def install(
        self,
        app: App,
        account: str,
        *,
        permissions: Mapping[str, str] = READ_ALL,
        repos: Sequence[str] | None = None,
    ) -> Installation:
        """Let an App in: into all of an account's repositories, or into `repos`."""
        chosen = None if repos is None else {self.world.repo(one).id for one in repos}
        made = Installation(
            41_000_001 + len(self.installations),
            app,
            self.world.account(account),
            dict(permissions),
            chosen,
        )
        self.installations[made.id] = made
        self.first_installations.setdefault(app.id, made.id)
        return made

    def installation_token(self, installation: Installation) -> Token:
        """A new token of an installation, good for an hour."""
        made = Token(
            self._text("ghs_"),
            installation.app.bot,
            installation=installation,
            permissions=installation.permissions,
            expires_at=self.world.now + INSTALLATION_TOKEN_SECONDS,
        )
        self.tokens[made.text] = made
        return made

    def _text(self, prefix: str) -> str:
        return prefix + sha_of(self.world.seed, "token", len(self.tokens))[:36]

    # What comes with a request

    def authenticate(self, header: str | None) -> Token | App | None:
        """Who a request's ``Authorization`` speaks for; None without one.

        Raises Unauthorised.
        """
        if not header:
            return None
        scheme, _, text = header.strip().partition(" ")
        if scheme.lower() not in {"bearer", "token"}:
            raise Unauthorised("Bad credentials")
        if text.count(".") == 2:  # noqa: PLR2004 a JWT's three parts
            return self._app_of(text)
        found = self.tokens.get(text)
        if found is None or found.is_revoked:
            raise Unauthorised("Bad credentials")
        if found.expires_at is not None and self.world.now >= found.expires_at:
            raise Unauthorised("Bad credentials")
        if found.installation and found.installation.is_suspended:
            raise Unauthorised("Bad credentials")
        return found

    def _app_of(self, text: str) -> App:
        try:
            claims = jwt.decode(text, options={"verify_signature": False})
            app = self.apps[int(claims["iss"])]
            claims = jwt.decode(
                text,
                app.public_key,
                algorithms=["RS256"],
                options={
                    "require": ["iat", "exp", "iss"],
                    "verify_iat": False,
                    "verify_exp": False,
                },
            )
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError) as error:
            message = "A JSON web token could not be decoded"
            raise Unauthorised(message) from error
        self._check_times(int(claims["iat"]), int(claims["exp"]))
        return app

    def _check_times(self, issued_at: int, expires_at: int) -> None:
        now = self.world.now
        if expires_at <= now:
            raise Unauthorised(
                "'Expiration time' claim ('exp') must be a numeric value representing"
                " the future time at which the assertion expires"
            )
        if expires_at > now + LONGEST_JWT_SECONDS:
            raise Unauthorised(
                "'Expiration time' claim ('exp') is too far in the future"
            )
        if issued_at > now:
            raise Unauthorised(
                "'Issued at' claim ('iat') must be an Integer representing the time"
                " that the assertion was issued"
            )
