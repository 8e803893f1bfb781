"""Who of the team looks after which entry; sharing them out evenly in one step."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from enhancements.languages import gettext
from enhancements.policy.decisions import CONTACT
from enhancements.policy.permissions import Deed
from enhancements.queries import contacts
from enhancements.queries.shapes.deciding import ContactsPage
from enhancements.views import deciding_forms as forms
from enhancements.views import errors
from enhancements.views.decide import apply
from enhancements.views.deciding import Desk, at_desk, shown
from enhancements.views.deciding_forms import FormRefused
from enhancements.views.policies import decides
from enhancements.views.who import thing


@decides(Deed.REBALANCE)
@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def contacts_page(desk: Desk) -> HttpResponse:
    """Everybody's entries, now and when shared evenly; whoever may applies it.

    What is applied is what was shown: entries that changed hands since clash.
    """
    about = thing(desk.setting, release=desk.release.name)
    answer = desk.who.may(Deed.REBALANCE, about)
    if desk.request.method == "POST":
        if not answer:
            return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
        asked = forms.listed(desk.request.POST)
        if any(one.kind != CONTACT for one in asked):
            raise FormRefused(gettext("Only contacts are shared out here."))
        return apply(desk, desk.lines(asked))
    shares, asked, total = contacts.shared(desk.setting, desk.release)
    page = ContactsPage(
        frame=desk.setting.frame,
        release=desk.release.name,
        shares=shares,
        lines=tuple(desk.lines(asked)),
        total=total,
        back=desk.board,
        why_not=answer.reason,
    )
    return shown(desk, "contacts", page)
