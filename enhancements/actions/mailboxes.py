"""Where somebody wants mail: given, confirmed, stopped.

Nothing of it is history: an address is nobody else's business, and goes with the
account.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from enhancements.actions import mails
from enhancements.languages import gettext
from enhancements.models import Account, Mailbox

LONGEST = 254


class AddressRefused(ValueError):
    """Where no mail can go; the text says why."""


@transaction.atomic
def give(*, account: Account, address: str, now: dt.datetime) -> bool:
    """Take an address, and owe the message that confirms it; whether one was owed.

    Mail goes there once it was confirmed; until then nobody is written to at the one
    before. The address that is confirmed already stays so. Raises AddressRefused.
    """
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as wrong:
        message = gettext("That is no address. It looks like olga@example.org.")
        raise AddressRefused(message) from wrong
    if len(address) > LONGEST:
        message = gettext("An address has at most %(most)s letters.", most=LONGEST)
        raise AddressRefused(message)
    box = Mailbox.objects.select_for_update().filter(account=account).first()
    if box is None:
        box = Mailbox(account=account)
    if box.address == address and box.verified_at is not None:
        box.stopped_at = None
        box.save()
        return False
    box.address, box.given_at = address, now
    box.verified_at = box.stopped_at = None
    box.save()
    return mails.owe_verification(account=account, now=now)


def verify(*, account: Account, address: str, now: dt.datetime) -> bool:
    """The address is confirmed, if it is still the one that was given last."""
    rows = Mailbox.objects.filter(account=account, address=address)
    rows.filter(verified_at=None).update(verified_at=now)
    return rows.exists()


def want(*, account: Account, is_wanted: bool, now: dt.datetime) -> None:
    """Say whether mail is wanted; saying it twice changes nothing."""
    rows = Mailbox.objects.filter(account=account)
    if is_wanted:
        rows.update(stopped_at=None)
    else:
        rows.filter(stopped_at=None).update(stopped_at=now)


def forget(*, account: Account) -> None:
    """Keep the address no longer."""
    Mailbox.objects.filter(account=account).delete()
