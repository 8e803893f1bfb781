"""Signing in with GitHub, through django-allauth.

allauth does the protocol: state, PKCE, the exchange of the code. Who somebody is, is
decided here by the numeric id alone. Nothing of allauth's own tables is filled: the
account is the one place of the identity, and no token of GitHub's is kept.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from enhancements.actions import accounts
from enhancements.models import Account
from enhancements.policy.addresses import web
from enhancements.policy.own_addresses import own_address
from enhancements.queries import notices
from enhancements.sources.github.credentials import Server
from enhancements.sources.github.failures import Unconfigured
from enhancements.views import policies
from enhancements.views.signing import failed

log = logging.getLogger(__name__)

# Wider than what GitHub gives out today: old logins end in a hyphen.
_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LONGEST_NAME = 200
# Seconds that a session of nobody holds: longer than allauth's ten minutes.
_ON_THE_WAY = 15 * 60
_WORD = re.compile(r"[a-z_]{1,60}")


class Backend(BaseBackend):
    """Finds the account of a session. Nobody can prove who they are to it."""

    def get_user(self, user_id: int) -> Account | None:
        """The account, as long as it has not been ended, with how much is unread."""
        found = Account.objects.filter(pk=user_id, is_active=True)
        return notices.counted(found).first()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # it ships no types
    """What allauth may do with accounts: sign them in, and lead back to us."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by `SocialAdapter`, never by a form."""
        del request
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        """Open a session of its own that lasts as long as sessions do."""
        super().login(request, user)
        request.session.set_expiry(None)

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of our own are gone back to."""
        return bool(url) and own_address(str(url), "") == url


class GitHub(GitHubOAuth2Adapter):  # type: ignore[misc]  # it ships no types
    """GitHub at the address that the mirror reads, too."""

    @property
    def server(self) -> Server:
        """Raises Unconfigured for an address that would send secrets in the clear."""
        return Server.at(settings.GITHUB_URL)

    @property
    def authorize_url(self) -> str:
        """Where people are asked."""
        return f"{web(self.server.rest)}/login/oauth/authorize"

    @property
    def access_token_url(self) -> str:
        """Where the code is exchanged."""
        return f"{web(self.server.rest)}/login/oauth/access_token"

    @property
    def profile_url(self) -> str:
        """Where GitHub says who it is."""
        return f"{self.server.rest}/user"

    def get_provider(self) -> Any:
        """The provider, asking at our addresses."""
        provider = super().get_provider()
        provider.oauth2_adapter_class = type(self)
        return provider

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Ask who it is, and forget everything but id, login and name.

        Raises OAuth2Error when that cannot be an account of GitHub.
        """
        del app, kwargs
        headers = {"Authorization": f"Bearer {token.token}"}
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers=headers)
        answer.raise_for_status()
        told = _checked(answer.json())
        return self.get_provider().sociallogin_from_response(request, told)


def _checked(told: Any) -> dict[str, Any]:
    is_known = (
        isinstance(told, dict)
        and type(told.get("id")) is int
        and 0 < told["id"] < 2**63
        and isinstance(told.get("login"), str)
        and _LOGIN.fullmatch(told["login"]) is not None
    )
    if not is_known:
        raise OAuth2Error("GitHub's answer names no account")
    name = told.get("name")
    shown = "".join(c for c in name if c.isprintable()) if isinstance(name, str) else ""
    return {
        "id": told["id"],
        "login": told["login"],
        "name": " ".join(shown.split())[:_LONGEST_NAME],
    }


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the same
    """One App, from the settings; and whose account it is."""

    def get_app(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> SocialApp:
        """The OAuth App of the settings; none comes from the database."""
        del request, client_id
        if provider != GitHub.provider_id or not is_set_up():
            raise SocialApp.DoesNotExist
        return SocialApp(
            provider=provider,
            client_id=settings.GITHUB_CLIENT_ID,
            secret=settings.GITHUB_CLIENT_SECRET,
        )

    def get_requests_session(self) -> Any:
        """A session that ends in seconds and carries secrets to no other place."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Account:
        """Nothing: `pre_social_login` puts the account itself in its place."""
        del request, data
        user: Account = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Put the account of the numeric id in the place of allauth's guess."""
        told = sociallogin.account.extra_data
        account = accounts.sign_in(
            github_id=told["id"],
            login=told["login"],
            name=told["name"],
            host=Server.at(settings.GITHUB_URL).rest,
        )
        if not account.is_active:
            log.warning("sign-in of %s refused: the account was ended", account)
            page = failed(request, "ended", sociallogin.state.get("next") or "")
            raise ImmediateHttpResponse(page)
        sociallogin.user = account
        log.info("sign-in of %s, GitHub user %d", account, account.github_id)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Answer with a page of ours that says what to do."""
        del provider
        state = (extra_context or {}).get("state") or {}
        said = request.GET.get("error", "")
        if error == AuthError.CANCELLED:
            why = "cancelled"
        elif exception is not None:
            why = "unanswered"
            log.warning("sign-in failed: %s", type(exception).__name__)
        elif state and _WORD.fullmatch(said):
            why = "refused"
            log.warning("sign-in failed: GitHub says %s", said)
        else:
            why = "late"
        page = failed(request, why, state.get("next") or "", said=said)
        raise ImmediateHttpResponse(page)


def is_set_up() -> bool:
    """Whether people can sign in with GitHub here."""
    if not (settings.GITHUB_CLIENT_ID and settings.GITHUB_CLIENT_SECRET):
        return False
    try:
        Server.at(settings.GITHUB_URL)
    except Unconfigured as error:
        log.warning("%s", error)
        return False
    return True


@policies.public
@require_POST
@csrf_protect
def start(request: HttpRequest) -> HttpResponse:
    """Send somebody to GitHub, to come back to the page that they name."""
    if not is_set_up():
        return HttpResponseRedirect(reverse("enhancements:sign-in"))
    provider = GitHub(request).get_provider()
    back = own_address(request.POST.get("next", ""))
    if request.user.is_anonymous:
        # Who never comes back shall leave nothing behind for long.
        request.session.set_expiry(_ON_THE_WAY)
    # None of what an address could add, such as a scope, is listened to.
    answer: HttpResponse = provider.redirect(
        request, process=AuthProcess.LOGIN, next_url=back
    )
    return answer


@policies.public
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Where GitHub sends people back to."""
    if not is_set_up():
        return HttpResponseRedirect(reverse("enhancements:sign-in"))
    view = OAuth2CallbackView.adapter_view(GitHub)
    answer: HttpResponse = view(request)
    return answer
