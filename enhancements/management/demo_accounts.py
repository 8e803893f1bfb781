"""The accounts of the samples' people."""

from __future__ import annotations

from enhancements.actions import accounts
from enhancements.models import Account, Person
from enhancements.sample.cast import CAST


def account_of(login: str, host: str) -> Account | None:
    """The account of one of those whom one may be; None while their number at the host
    is not known.
    """
    person = Person.objects.filter(host=host, login=login).first()
    names = {part.login: part.name for part in CAST}
    if person is None or login not in names:
        return None
    return accounts.sign_in(
        github_id=person.github_id, login=login, name=names[login], host=host
    )
