"""Where whoever is signed in wants mail, if anywhere."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enhancements.actions import asking_links, mailboxes, mails
from enhancements.actions.mailboxes import AddressRefused
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account, Mail, Mailbox
from enhancements.views import asked, deciding, errors, policies
from enhancements.views.me import mine

_LATER = gettext_noop(
    "A message went there a moment ago. Look among the unwanted ones; another one is"
    " sent after ten minutes."
)
_NOTHING = gettext_noop("The form says nothing that is done here.")
_MOST = 30
"""Messages that the page lists."""
_NOT_YOURS = gettext_noop(
    "This link confirms no address of yours: it is older than three days, you have"
    " given another address since, or you are signed in as somebody else. Ask for"
    " another one on the page of your mail."
)


@dataclasses.dataclass(frozen=True, slots=True)
class MailPage:
    """Everything the page shows."""

    account: Account
    box: Mailbox | None
    is_set_up: bool
    """Whether this installation sends mail at all."""
    mails: tuple[Mail, ...] = ()
    """The newest of what was sent, is owed, or was given up."""
    now: dt.datetime | None = None
    address: str = ""
    """What was typed, where it was not taken."""
    error: str = ""
    note: str = ""


@policies.own
@require_http_methods(["GET", "HEAD", "POST"])
@mine
def mail_page(request: HttpRequest, account: Account) -> HttpResponseBase:
    """The address, and whether mail is wanted; with POST, another word on it."""
    if request.method != "POST":
        return _shown(request, _page(account))
    do, now = request.POST.get("do", ""), timezone.now()
    if do == "give":
        return _given(request, account)
    if do in ("stop", "start"):
        mailboxes.want(account=account, is_wanted=do == "start", now=now)
    elif do == "forget":
        mailboxes.forget(account=account)
    elif do == "again":
        is_owed = mails.owe_verification(account=account, now=now)
        if not is_owed and mails.is_set_up():
            page = dataclasses.replace(_page(account), error=gettext(_LATER))
            return _shown(request, page, 400)
    else:
        return errors.bad_request(request, gettext(_NOTHING))
    return deciding.redirect(reverse("enhancements:mail"))


def _given(request: HttpRequest, account: Account) -> HttpResponse:
    typed = asked.text(request.POST.get("address", ""), 300)
    try:
        is_owed = mailboxes.give(account=account, address=typed, now=timezone.now())
    except AddressRefused as refused:
        page = dataclasses.replace(_page(account), address=typed, error=str(refused))
        return _shown(request, page, 400)
    page = _page(account)
    is_open = page.box is not None and page.box.verified_at is None
    if is_open and not is_owed and page.is_set_up:
        return _shown(request, dataclasses.replace(page, error=gettext(_LATER)), 400)
    return deciding.redirect(reverse("enhancements:mail"))


@policies.own
@require_http_methods(["GET", "HEAD", "POST"])
@mine
def verify_mail(request: HttpRequest, account: Account, token: str) -> HttpResponseBase:
    """Confirm the address that a message went to; with GET only the button that does,
    since programs open links.
    """
    page = _page(account)
    given = page.box.address if page.box else ""
    if not asking_links.verifies(token, account=account.pk, address=given):
        return errors.not_found(request, gettext(_NOT_YOURS))
    if request.method == "POST":
        mailboxes.verify(account=account, address=given, now=timezone.now())
        return deciding.redirect(reverse("enhancements:mail"))
    return asked.page(request, "accounts/verify", "", page, is_private=True)


def _page(account: Account) -> MailPage:
    box = Mailbox.objects.filter(account=account).first()
    newest = Mail.objects.filter(account=account).order_by("-made_at", "-pk")[:_MOST]
    shown = tuple(newest.annotate(told=Count("notices")))
    return MailPage(account, box, mails.is_set_up(), shown, timezone.now())


def _shown(request: HttpRequest, page: MailPage, status: int = 200) -> HttpResponse:
    return asked.page(
        request, "accounts/mail", "", page, status=status, is_private=True
    )
