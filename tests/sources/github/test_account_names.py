"""Who is renamed at GitHub is so here within minutes, without signing in."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements import tasks
from enhancements.actions import accounts, mirror_people
from enhancements.actions.told import PersonTold
from enhancements.models import Account, Event, Person
from enhancements.sources.github import account_names
from enhancements.sources.github.failures import GitHubFailed
from tests.support.mirrored import mirrored

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme(settings):
    with mirrored(settings) as made:
        yield made


def join(acme, login: str) -> Account:
    known = acme.world.account(login)
    host = acme.repository.host
    return accounts.sign_in(github_id=known.id, login=known.login, name="", host=host)


def refresh() -> int:
    return account_names.refresh(now=timezone.now())


def logins() -> list[str]:
    return list(Account.objects.order_by("pk").values_list("login", flat=True))


def test_account_follows_its_person(acme):
    join(acme, "alice")
    assert refresh() == 0
    acme.world.rename_user("alice", "alice-w")
    assert refresh() == 1
    assert refresh() == 0
    assert logins() == ["alice-w"]
    renamed = Event.objects.get(kind=Event.Kind.ACCOUNT_RENAMED)
    assert (renamed.old, renamed.new, renamed.by) == ("alice", "alice-w", "GitHub")
    [was] = Person.objects.get(login="alice-w").former
    assert was["login"] == "alice"


def test_all_are_asked_for_in_one_question(acme):
    for login in ("alice", "bob", "carol"):
        join(acme, login)
    refresh()
    acme.asked()
    refresh()
    assert [kind for kind, _, _ in acme.asked()] == ["NodePeople"]


def test_logins_may_change_hands(acme):
    join(acme, "alice")
    join(acme, "bob")
    for before, after in (("alice", "x"), ("bob", "alice"), ("x", "bob")):
        acme.world.rename_user(before, after)
    assert refresh() == 2
    assert logins() == ["bob", "alice"]


def test_login_taken_by_somebody_without_an_account(acme):
    """The mirror saw the newcomer, and not yet what the former is called now."""
    join(acme, "alice")
    told = PersonTold(666, "U_666", "ALICE")
    mirror_people.store(host=acme.repository.host, told=[told], now=timezone.now())
    assert accounts.follow(host=acme.repository.host) == 1
    assert logins() == [""]
    # Nobody else has it at GitHub: the newcomer is not there any more.
    acme.world.rename_user("alice", "alice-w")
    assert refresh() == 1
    assert logins() == ["alice-w"]


def test_people_of_another_github_are_others(acme):
    account = join(acme, "alice")
    told = PersonTold(account.github_id, "U_1", "not-her")
    mirror_people.store(
        host="https://other.example/api/v3", told=[told], now=timezone.now()
    )
    assert accounts.follow(host=acme.repository.host) == 0
    assert logins() == ["alice"]


@pytest.mark.django_db(transaction=True)
def test_account_follows_when_the_mirror_learns_of_it(acme):
    account = join(acme, "alice")
    told = PersonTold(account.github_id, "U_1", "alice-w")
    mirror_people.store(host=acme.repository.host, told=[told], now=timezone.now())
    assert logins() == ["alice-w"]


def test_everybody_stays_while_github_does_not_answer(acme):
    join(acme, "alice")
    refresh()
    acme.world.rename_user("alice", "alice-w")
    acme.hub.faults.add("status", "/graphql", status=502)
    with pytest.raises(GitHubFailed):
        refresh()
    tasks.refresh_teams()
    assert logins() == ["alice"]
    acme.hub.faults.clear()
    tasks.refresh_teams()
    assert logins() == ["alice-w"]


def test_deleted_at_github_keeps_the_login_as_it_was(acme):
    join(acme, "alice")
    join(acme, "bob")
    refresh()
    acme.world.delete_user("alice")
    acme.world.rename_user("bob", "bob-b")
    assert refresh() == 1
    assert logins() == ["alice", "bob-b"]
