"""Who is signed in looks at a page: when that was, and that the page is theirs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from enhancements.actions import accounts
from enhancements.models import Account

log = logging.getLogger(__name__)


class Visits:
    """Middleware; costs nothing for who is not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then note the visit; a page made for somebody is kept by nobody."""
        response = self.get_response(request)
        if not request.session.accessed:
            return response
        try:
            if isinstance(request.user, Account) and request.user.pk is not None:
                patch_cache_control(response, private=True)
                accounts.visit(account=request.user, now=timezone.now())
        except DatabaseError as error:
            # The page is made: a moment that is not noted is no reason to lose it.
            log.warning("a visit was not noted: %s", type(error).__name__)
        return response
