"""What `manage.py check --deploy` refuses beyond what Django itself does."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def demo_people_are_here_only(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Nobody may be anybody at one click where others can reach the tracker."""
    del app_configs, kwargs
    if not settings.DEMO_PEOPLE:
        return []
    is_here = settings.INSECURE_HTTP and all(map(_is_loopback, settings.ALLOWED_HOSTS))
    if is_here and settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "TRACKER_DEMO_PEOPLE lets anybody be any of the sample's people.",
            hint="Unset it: it is for `manage.py demo` on this machine alone.",
            id="tracker.E001",
        )
    ]


@register(Tags.security, deploy=True)
def sign_in_is_set_up_whole(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """An OAuth App has an id and a secret; with one of them nobody can sign in."""
    del app_configs, kwargs
    if bool(settings.GITHUB_CLIENT_ID) == bool(settings.GITHUB_CLIENT_SECRET):
        return []
    return [
        Error(
            "Only one of TRACKER_GITHUB_CLIENT_ID and TRACKER_GITHUB_CLIENT_SECRET is"
            " set, so nobody can sign in.",
            hint="Set both, or neither.",
            id="tracker.E002",
        )
    ]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
