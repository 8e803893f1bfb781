"""What somebody who is signed in may do here."""

from __future__ import annotations

from enhancements.models import Account


def roles_of(account: Account) -> tuple[str, ...]:
    """The roles of an account in words; none while no rule gives any."""
    del account
    return ()
