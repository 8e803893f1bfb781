"""People who sign in, and the tokens their programs ask with."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

_SALT = "enhancements.Account"


def fresh_stamp() -> str:
    """What sessions are bound to from now on."""
    return secrets.token_hex(16)


class Account(AbstractBaseUser):
    """Somebody who signed in with GitHub. Written by `actions.accounts`.

    The numeric id is the identity, and the only one: there is no password and no
    address. History names people by their login as text, so that it outlives the row.
    """

    # What Django would keep and we have no use for.
    password = None  # type: ignore[assignment]  # the base has a field
    last_login = None

    github_id = models.BigIntegerField(unique=True)
    login = models.TextField(blank=True)
    """As GitHub spelled it at the last sign-in; empty once somebody else signed in
    under it, since two people have no login in common there."""
    name = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    """False once an operator has ended the account."""
    stamp = models.CharField(max_length=32, default=fresh_stamp)
    """What the sessions are bound to; a new one ends them all."""
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """The last page that was asked for, to the minute."""
    visited_at = models.DateTimeField(null=True, blank=True)
    """The end of the visit before the present one."""

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "github_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["login"]

    class Meta:
        ordering = ("login",)
        constraints = (
            models.UniqueConstraint(
                Lower("login"), condition=~Q(login=""), name="account_login_once"
            ),
            models.CheckConstraint(
                condition=Q(github_id__gt=0), name="account_id_of_github"
            ),
        )

    def __str__(self) -> str:
        return self.login or f"GitHub user {self.github_id}"

    @property
    def is_operator(self) -> bool:
        """Whether the settings name this account as one that runs the installation."""
        return self.is_active and self.github_id in settings.OPERATORS

    @property
    def unread(self) -> int:
        """Notices that wait to be read: of who is signed in, whom
        `queries.notices.counted` has read; else 0.
        """
        return int(vars(self).get("notices_waiting", 0))

    @property
    def initials(self) -> str:
        """One or two letters for a small picture."""
        words = (self.name or str(self)).replace("-", " ").split()
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be this account's."""
        return salted_hmac(_SALT, self.stamp, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same with the keys that were in force before."""
        for key in settings.SECRET_KEY_FALLBACKS:
            made = salted_hmac(_SALT, self.stamp, secret=key, algorithm="sha256")
            yield made.hexdigest()


class Token(models.Model):
    """What a program sends to be taken for an account. Written by `actions.tokens`.

    Only the hash of the secret is kept. It is 256 random bits, so no salt and no slow
    hash is needed: there is nothing to guess.
    """

    class Scope(models.TextChoices):
        """What it may be used for."""

        READ = "read"
        WRITE = "write"

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=80)
    """What its owner calls it."""
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope))
    prefix = models.CharField(max_length=12)
    """The first letters of the secret, to tell it from others."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret, in hexadecimal digits."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    """To the minute."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0), name="token_has_scope"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="token_expires",
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"
