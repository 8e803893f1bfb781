"""Where GitHub delivers: checked, stored in one insert, answered; worked off later."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from enhancements.actions import inbox, waking
from enhancements.views import policies

log = logging.getLogger(__name__)

LONGEST = 25 * 1024 * 1024
"""Bytes; GitHub sends nothing longer."""
_DELIVERY = re.compile(r"[0-9A-Za-z-]{1,100}")
_EVENT = re.compile(r"[a-z0-9_]{1,60}")
_KEPT = ("User-Agent", "X-GitHub-Hook-ID", "X-GitHub-Enterprise-Version")


@policies.program("an HMAC of the body with TRACKER_WEBHOOK_SECRET")
@csrf_exempt
@require_POST
def github(request: HttpRequest) -> HttpResponse:
    """Take a delivery: 202 once its row stands, and never without one.

    The secret is mandatory; while another one comes in, both are good. Nothing of
    the body is believed, parsed or stored before its signature is right.
    """
    if refusal := _refused(request):
        return refusal
    try:
        body = request.read()
    except UnreadablePostError:
        return _said(400, "The payload broke off.")
    if not is_signed(body, request.headers.get("X-Hub-Signature-256", "")):
        return _said(401, "The signature is missing or wrong.")
    delivery = request.headers.get("X-GitHub-Delivery", "")
    event = request.headers.get("X-GitHub-Event", "")
    if not _DELIVERY.fullmatch(delivery) or not _EVENT.fullmatch(event):
        return _said(400, "X-GitHub-Delivery and X-GitHub-Event must say what it is.")
    inbox.receive(
        delivery_id=delivery,
        event=event,
        host=request.headers.get("X-GitHub-Enterprise-Host", "")[:200],
        headers={k: request.headers[k][:200] for k in _KEPT if k in request.headers},
        body=body,
        now=timezone.now(),
    )
    waking.wake_inbox()
    return _said(202, "Taken.")


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Why a request is not even read; None when it is."""
    if not settings.WEBHOOK_SECRETS:
        log.warning("a webhook was refused: TRACKER_WEBHOOK_SECRET is not set")
        return _said(503, "No webhook secret is set here, so nothing is taken.")
    if request.content_type != "application/json" or _is_packed(request):
        return _said(415, "Send plain application/json: set it as the content type.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return _said(413, "The payload is too large.")
    return None


def is_signed(body: bytes, signature: str) -> bool:
    """Whether one of the secrets signed exactly these bytes, in constant time.

    `X-Hub-Signature-256` only; the older SHA-1 header proves nothing.
    """
    given = signature.encode("utf-8", "replace")
    right = [
        hmac.compare_digest(
            b"sha256="
            + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode(),
            given,
        )
        for secret in settings.WEBHOOK_SECRETS
    ]
    return any(right)


def _is_packed(request: HttpRequest) -> bool:
    """Whether the body is compressed, which GitHub's never is."""
    return request.headers.get("Content-Encoding", "identity") != "identity"


def _said(status: int, text: str) -> HttpResponse:
    answer = HttpResponse(
        f"{text}\n", status=status, content_type="text/plain; charset=utf-8"
    )
    answer["Cache-Control"] = "no-store"
    return answer
