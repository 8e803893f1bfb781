"""Where messages go besides mail: who keeps a channel, how it does, what went there."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from enhancements.actions import channels as acts
from enhancements.actions import waking
from enhancements.actions.channels import ChannelRefused, Made
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Channel, Project, Sending, Sig
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries import channels as query
from enhancements.queries.channels import ChannelRow, SendingRow
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Frame
from enhancements.views import asked, deciding, errors, policies
from enhancements.views.pages import in_project
from enhancements.views.who import Who, who

KINDS = (
    ("slack", gettext_noop("Slack, or a chat that takes the same")),
    ("zulip", gettext_noop("Zulip")),
    ("webhook", gettext_noop("A program, by a signed webhook")),
)
_UNKNOWN = gettext_noop(
    "There is no such channel. Somebody may have deleted their account with it."
)
_NOTHING = gettext_noop("The form says nothing that is done here.")


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and what is wrong with it."""

    kind: str = "slack"
    sig: str = ""
    name: str = ""
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ChannelsPage:
    """Everything the page shows."""

    frame: Frame
    rows: tuple[ChannelRow, ...]
    places: tuple[tuple[str, str], ...]
    """What whoever asks may make one for: (SIG or empty, words)."""
    answer: Answer
    """Whether they may make any, and why not."""
    form: Form = Form()
    chosen: ChannelRow | None = None
    """The one that is looked at closely, by somebody who may."""
    log: tuple[SendingRow, ...] = ()
    secret: str = ""
    """Made just now; shown this once."""
    sig: str = ""
    """The SIG whose channels are asked for."""
    kinds: tuple[tuple[str, str], ...] = ()


@policies.decides(Deed.KEEP_CHANNEL)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def channels_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """The channels, and one of them closely; with POST, something done with one."""
    asker = who(request, setting)
    if request.method == "POST":
        return _posted(request, setting, asker)
    chosen = asked.row_id(asked.value(request, "channel"))
    return _shown(request, _page(request, setting, asker, chosen))


def _page(
    request: HttpRequest, setting: Setting, asker: Who, chosen: int = 0
) -> ChannelsPage:
    """In three SQL statements beside the setting's and the asker's."""
    rows = query.of_project(setting.id)
    places = _places(setting, asker)
    given = asked.value(request, "sig")
    row = next((one for one in rows if one.id == chosen), None)
    if row is not None and not asker.may(Deed.KEEP_CHANNEL, Thing(sig=row.sig)):
        row = None
    known = {place for place, _ in places}
    wanted = given or (places[0][0] if places else "")
    return ChannelsPage(
        frame=setting.frame,
        rows=tuple(one for one in rows if not given or one.sig == given),
        places=places,
        answer=_answer(asker, given if given in known or not known else wanted),
        form=Form(sig=wanted if wanted in known else ""),
        chosen=row,
        log=query.log(row.id, timezone.now()) if row else (),
        sig=given,
        kinds=tuple((kind, gettext(words)) for kind, words in KINDS),
    )


def _answer(asker: Who, sig: str) -> Answer:
    return asker.may(Deed.KEEP_CHANNEL, Thing(sig=sig))


def _places(setting: Setting, asker: Who) -> tuple[tuple[str, str], ...]:
    """The project and the SIGs that they may keep a channel for."""
    if asker.account is None:
        return ()
    sigs = Sig.objects.filter(project=setting.id).values_list("name", flat=True)
    everything = gettext("all of %(project)s", project=setting.frame.project.title)
    found = [("", everything)]
    found += [(name, f"SIG {name}") for name in sigs]
    return tuple(one for one in found if _answer(asker, one[0]))


def _shown(request: HttpRequest, page: ChannelsPage, status: int = 200) -> HttpResponse:
    values = {"page": page, "nav": "sources"}
    response = render(request, "channels.html", values, status=status)
    if page.places:
        response["Cache-Control"] = "no-store, private"
    return response


def _posted(request: HttpRequest, setting: Setting, asker: Who) -> HttpResponse:
    if request.POST.get("do") == "make":
        return _make(request, setting, asker)
    pk = asked.row_id(request.POST.get("channel", ""))
    rows = Channel.objects.select_related("project", "sig")
    channel = rows.filter(pk=pk, project=setting.id).first()
    sig = channel.sig.name if channel and channel.sig else ""
    answer = _answer(asker, sig)
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    if channel is None:
        return errors.not_found(request, gettext(_UNKNOWN), setting.frame)
    return _with(request, setting, asker, channel)


def _with(
    request: HttpRequest, setting: Setting, asker: Who, channel: Channel
) -> HttpResponse:
    """Do with a channel what the form says."""
    try:
        made = _do(request, channel, asker, timezone.now())
    except ChannelRefused as refused:
        page = _page(request, setting, asker, channel.pk)
        form = dataclasses.replace(page.form, error=str(refused))
        return _shown(request, dataclasses.replace(page, form=form), 400)
    except _Unsaid:
        return errors.bad_request(request, gettext(_NOTHING), setting.frame)
    if made is not None:
        page = _page(request, setting, asker, channel.pk)
        return _shown(request, dataclasses.replace(page, secret=made.secret))
    return deciding.redirect(_at(setting, channel.pk))


class _Unsaid(Exception):
    """The form names nothing that is done with a channel."""


def _do(
    request: HttpRequest, channel: Channel, asker: Who, now: dt.datetime
) -> Made | None:
    """What the form says. Raises ChannelRefused and _Unsaid."""
    do, by = request.POST.get("do"), asker.by
    if do == "renew":
        return acts.renew(channel=channel, by=by, now=now)
    if do == "stop":
        acts.stop(channel=channel, by=by, now=now)
    elif do == "start":
        acts.start(channel=channel, by=by, now=now)
    elif do == "test":
        if not acts.owe_test(channel=channel, by=by, now=now):
            message = gettext("The channel is off, or was tried this minute.")
            raise ChannelRefused(message)
    elif do == "retry":
        _retry(request, channel, now)
    elif do == "change" and asker.account is not None:
        acts.change(
            channel=channel,
            account=asker.account,
            name=asked.text(request.POST.get("name"), 200),
            address=asked.text(request.POST.get("address"), 3000),
            by=by,
            now=now,
        )
    else:
        raise _Unsaid
    waking.wake_channels()
    return None


def _retry(request: HttpRequest, channel: Channel, now: dt.datetime) -> None:
    """Raises ChannelRefused."""
    pk = asked.row_id(request.POST.get("sending", ""))
    sending = Sending.objects.filter(pk=pk, channel=channel).first()
    if sending is None:
        raise ChannelRefused(gettext("That message is not kept any more."))
    acts.retry(sending=sending, now=now)


def _make(request: HttpRequest, setting: Setting, asker: Who) -> HttpResponse:
    given = request.POST
    form = Form(
        kind=asked.text(given.get("kind"), 20),
        sig=asked.text(given.get("sig"), 80),
        name=asked.text(given.get("name"), 200),
    )
    answer = _answer(asker, form.sig)
    if not answer or asker.account is None:
        return errors.forbidden(request, answer.reason, setting.frame)
    sig = Sig.objects.filter(project=setting.id, name=form.sig).first()
    if form.sig and sig is None:
        message = gettext(
            "Neither a roster nor a document names a SIG “%(sig)s”.", sig=form.sig
        )
        return errors.bad_request(request, message, setting.frame)
    try:
        made = acts.make(
            account=asker.account,
            project=Project.objects.get(pk=setting.id),
            sig=sig,
            kind=form.kind,
            name=form.name,
            address=asked.text(given.get("address"), 3000),
            by=asker.by,
            now=timezone.now(),
        )
    except ChannelRefused as refused:
        page = _page(request, setting, asker)
        form = dataclasses.replace(form, error=str(refused))
        return _shown(request, dataclasses.replace(page, form=form), 400)
    if not made.secret:
        return deciding.redirect(_at(setting, made.channel.pk))
    page = _page(request, setting, asker, made.channel.pk)
    return _shown(request, dataclasses.replace(page, secret=made.secret))


def _at(setting: Setting, channel: int) -> str:
    """The page with a channel looked at closely."""
    here = reverse("enhancements:channels", args=[setting.frame.project.name])
    return f"{here}?{urlencode({'channel': channel})}#channel"
