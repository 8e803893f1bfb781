"""Taking over an enhancement: whoever is signed in offers, owners and leads answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enhancements.actions import take_overs as acts
from enhancements.actions.take_overs import Offering, Owning, TakeOverClashed
from enhancements.exports import take_overs as sheets
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account, Project
from enhancements.policy import people
from enhancements.policy import take_overs as policy
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.policy.take_overs import LONGEST, TakeOverRefused
from enhancements.queries import take_over_page as query
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.take_over_page import Owned, TakeOverPage
from enhancements.queries.shapes.take_overs import Offer
from enhancements.views import asked, deciding, errors, exports, policies
from enhancements.views.help_wanted import overtaken, unsaved
from enhancements.views.me import mine
from enhancements.views.pages import enhancement_unknown, in_project, project_page
from enhancements.views.who import Who, thing, who

_MISSING = gettext_noop("There is no such offer. Look at the page again.")
_NO_LOGIN = gettext_noop(
    "Your account has no login any more. Sign in again, then offer it."
)
_NOT_PLANNED = gettext_noop(
    "It is no longer planned for that release, so nobody takes it over there."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """What was typed and not saved, and why."""

    place: str = ""
    text: str = ""
    reason: str = ""
    offer: int = 0
    """Which offer was answered; 0 for none."""
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Rights:
    """What whoever looks may do with the offers of one enhancement, now."""

    asking: Who
    setting: Setting
    page: TakeOverPage

    @property
    def is_past(self) -> bool:
        """Whether a past moment is shown: then nothing is changed."""
        return self.setting.frame.moment.is_past

    def answering(self, offer: Offer) -> Answer:
        """Whether they say yes or no to an offer: who says who does the work does."""
        about = Thing(sig=self.page.sig, key=self.page.key)
        if offer.release:
            about = thing(
                self.setting,
                release=offer.release,
                sig=self.page.sig,
                key=self.page.key,
            )
        return self.asking.may(Deed.ASSIGN, about)

    def is_mine(self, offer: Offer) -> bool:
        """Whether it is their own offer."""
        account = self.asking.account
        return account is not None and offer.is_of(account.login, account.github_id)

    def has_offered(self) -> bool:
        """Whether an offer of theirs is open."""
        return any(self.is_mine(one) for one in self.page.open)

    def offering(self) -> tuple[Owned, ...]:
        """What they may offer to take over: what there is a reason for, and is not
        theirs already.
        """
        account = self.asking.account
        if account is None or not account.login or self.is_past:
            return ()
        return tuple(
            one
            for one in self.page.owned
            if one.ground and not _owns(one, account.login)
        )


@policies.public
@project_page
def take_over(request: HttpRequest, setting: Setting, key: str) -> HttpResponseBase:
    """Who offers to take it over, what was answered, and the forms."""
    name = setting.frame.project.name
    try:
        page = query.page(setting, key)
    except EnhancementMoved as moved:
        address = reverse("enhancements:take-over", args=[name, str(moved)])
        given = request.GET.urlencode()
        return HttpResponseRedirect(f"{address}?{given}" if given else address)
    except EnhancementUnknown:
        return enhancement_unknown(request, setting, key)
    if exports.wanted(request):
        return exports.answer(request, setting, sheets.OFFERS, page.offers, about=key)
    return _shown(request, Rights(who(request, setting), setting, page))


@policies.own
@require_POST
@mine
@in_project
def offer_take_over(
    request: HttpRequest, setting: Setting, account: Account, key: str
) -> HttpResponseBase:
    """Offer to take the enhancement over, or its entry in one release."""
    form = Given(
        place=request.POST.get("place", ""),
        # One more than fits, so that what is too long is said to be, not cut.
        text=asked.text(request.POST.get("text"), LONGEST + 1),
    )

    def act(page: TakeOverPage) -> None:
        owned = next((one for one in page.owned if one.place == form.place), None)
        if owned is None:
            raise TakeOverRefused(gettext(_NOT_PLANNED))
        if _owns(owned, account.login):
            raise TakeOverRefused(gettext("You own it already."))
        acts.offer(
            project=_project(setting),
            offering=Offering(
                page.enhancement,
                form.text,
                owned.ground,
                owned.release_id,
                owned.track,
            ),
            by=account.login,
            number=account.github_id,
            now=timezone.now(),
        )

    if not account.login:
        return errors.forbidden(request, gettext(_NO_LOGIN), setting.frame)
    return _done(request, setting, key, form, act)


@policies.own
@require_POST
@mine
@in_project
def withdraw_take_over(
    request: HttpRequest, setting: Setting, account: Account, key: str, pk: int
) -> HttpResponseBase:
    """Take one's own offer back."""
    found = _offer(setting, key, pk)
    if found is None:
        return errors.not_found(request, gettext(_MISSING), setting.frame)
    _, offer = found
    if not offer.is_of(account.login, account.github_id):
        message = gettext(
            "Only @%(login)s, who offered it, withdraws it.", login=offer.login
        )
        return errors.forbidden(request, message, setting.frame)

    def act(_page: TakeOverPage) -> None:
        acts.withdraw(
            project=_project(setting), offer=pk, by=str(account), now=timezone.now()
        )

    return _done(request, setting, key, Given(offer=pk), act)


@policies.decides(Deed.ASSIGN)
@require_POST
@in_project
def answer_take_over(
    request: HttpRequest, setting: Setting, key: str, pk: int
) -> HttpResponseBase:
    """Accept an offer, so that who made it owns it, or decline it."""
    rights, offer = _deciding(request, setting, key, pk)
    if rights is None or offer is None:
        return errors.not_found(request, gettext(_MISSING), setting.frame)
    may = rights.answering(offer)
    if not may:
        return errors.forbidden(request, may.reason, setting.frame)
    form = Given(offer=pk, reason=asked.text(request.POST.get("reason"), LONGEST + 1))
    how = request.POST.get("how", "")

    def act(page: TakeOverPage) -> None:
        said: dict[str, Any] = {
            "project": _project(setting),
            "offer": pk,
            "reason": form.reason,
            "by": rights.asking.by,
            "now": timezone.now(),
        }
        if request.POST.get("do") != "accept":
            acts.decline(**said)
            return
        acts.accept(**said, owning=_owning(request, page, offer, how))

    return _done(request, setting, key, form, act)


@policies.decides(Deed.ASSIGN)
@require_POST
@in_project
def undo_take_over(
    request: HttpRequest, setting: Setting, key: str, pk: int
) -> HttpResponseBase:
    """Take an answer back: the offer is open again, and the owners are as before."""
    rights, offer = _deciding(request, setting, key, pk)
    if rights is None or offer is None:
        return errors.not_found(request, gettext(_MISSING), setting.frame)
    may = rights.answering(offer)
    if not may:
        return errors.forbidden(request, may.reason, setting.frame)

    def act(_page: TakeOverPage) -> None:
        acts.undo(
            project=_project(setting),
            offer=pk,
            by=rights.asking.by,
            now=timezone.now(),
        )

    return _done(request, setting, key, Given(offer=pk), act)


# --- What stands ----------------------------------------------------------------------


def _project(setting: Setting) -> Project:
    return Project.objects.get(pk=setting.id)


def _owns(owned: Owned, login: str) -> bool:
    return login.casefold() in {one.casefold() for one in owned.owners}


def _offer(setting: Setting, key: str, pk: int) -> tuple[TakeOverPage, Offer] | None:
    """An offer of this enhancement, with the page that it is on."""
    try:
        page = query.page(setting, key)
    except (EnhancementMoved, EnhancementUnknown):
        return None
    offer = next((one for one in page.offers if one.id == pk), None)
    return (page, offer) if offer is not None else None


def _deciding(
    request: HttpRequest, setting: Setting, key: str, pk: int
) -> tuple[Rights, Offer] | tuple[None, None]:
    found = _offer(setting, key, pk)
    if found is None:
        return None, None
    page, offer = found
    return Rights(who(request, setting), setting, page), offer


def _owning(request: HttpRequest, page: TakeOverPage, offer: Offer, how: str) -> Owning:
    """Who owns it and who is to. Raises TakeOverRefused, and TakeOverClashed where the
    page that was answered showed somebody else.
    """
    owned = page.of(offer)
    if owned is None:
        raise TakeOverRefused(gettext(_NOT_PLANNED))
    seen = people.logins(request.POST.get("owners", ""))
    if not people.same(seen, owned.owners):
        names = ", ".join(f"@{one}" for one in owned.owners) or gettext("nobody")
        message = gettext("Its owners changed meanwhile: %(names)s.", names=names)
        raise TakeOverClashed(message)
    return Owning(
        before=owned.owners,
        after=policy.owners_after(owned.owners, offer.login, how),
        stood=owned.stood,
        decision=owned.decision,
    )


# --- Answers --------------------------------------------------------------------------


def _done(
    request: HttpRequest,
    setting: Setting,
    key: str,
    form: Given,
    act: Callable[[TakeOverPage], None],
) -> HttpResponseBase:
    """Do it and lead back to the page, or show the page with what was wrong."""
    try:
        page = query.page(setting, key)
    except (EnhancementMoved, EnhancementUnknown):
        return enhancement_unknown(request, setting, key)
    rights = Rights(who(request, setting), setting, page)
    try:
        act(page)
    except TakeOverRefused as refused:
        error = unsaved(refused)
        return _shown(request, rights, dataclasses.replace(form, error=error), 400)
    except TakeOverClashed as clashed:
        error = overtaken(clashed)
        again = Rights(rights.asking, setting, query.page(setting, key))
        return _shown(request, again, dataclasses.replace(form, error=error), 409)
    place = (setting.frame.project.name, key)
    return deciding.redirect(reverse("enhancements:take-over", args=place))


def _shown(
    request: HttpRequest, rights: Rights, form: Given | None = None, status: int = 200
) -> HttpResponse:
    return asked.page(
        request,
        "help/take-over",
        "enhancements",
        rights.page,
        status=status,
        is_private=rights.asking.account is not None,
        rights=rights,
        form=form or Given(),
        longest=LONGEST,
    )
