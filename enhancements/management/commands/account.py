"""`manage.py account`: end an account of somebody who may no longer sign in."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enhancements.actions import accounts
from enhancements.models import Account


class Command(BaseCommand):
    """Show an account, end it, or let its owner sign in again."""

    help = (
        "Show an account. With --end its sessions and tokens stop holding at once and"
        " nobody can sign in with it, until --restore."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose account, and what is done with it."""
        parser.add_argument("who", help="login, or the number of the GitHub account")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--end", metavar="REASON", help="end it, and why")
        what.add_argument("--restore", metavar="REASON", help="take that back, and why")

    def handle(self, **options: Any) -> None:
        """Do it, and say how it stands."""
        account = _found(options["who"])
        by = getpass.getuser()
        if options["end"] is not None:
            accounts.end(account=account, by=by, reason=_reason(options["end"]))
        if options["restore"] is not None:
            accounts.restore(account=account, by=by, reason=_reason(options["restore"]))
        account.refresh_from_db()
        state = "may sign in" if account.is_active else "was ended"
        seen = f", last seen {account.seen_at:%Y-%m-%d}" if account.seen_at else ""
        self.stdout.write(
            f"{account} (GitHub user {account.github_id}) {state}; here since"
            f" {account.joined_at:%Y-%m-%d}{seen}."
        )


def _found(who: str) -> Account:
    found = Account.objects.filter(login__iexact=who).exclude(login="").first()
    if found is None and who.isascii() and who.isdigit():
        found = Account.objects.filter(github_id=int(who)).first()
    if found is None:
        raise CommandError(f"Nobody has signed in here as “{who}”.")
    return found


def _reason(text: str) -> str:
    if not text.strip():
        raise CommandError("Say why, for the history.")
    return text.strip()
