"""What an installation may not do with accounts, and tables that come to old ones."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from enhancements.actions import projects
from enhancements.models import Event
from enhancements.models.event import OF_ACCOUNTS

ANY = {"kind": "token-made", "subject": "ann", "by": "ann"}


def refused() -> set[str]:
    found = run_checks(include_deployment_checks=True)
    return {str(one.id) for one in found if str(one.id).startswith("tracker.")}


@pytest.mark.parametrize(
    ("hosts", "is_insecure", "is_refused"),
    [
        (["localhost", "127.0.0.1", "[::1]"], True, False),
        (["localhost"], False, True),
        (["tracker.example.org"], True, True),
        (["localhost", "tracker.example.org"], True, True),
        (["*"], True, True),
        ([], True, True),
    ],
)
def test_demo_people_are_refused_where_others_come(
    settings, hosts, is_insecure, is_refused
):
    settings.DEMO_PEOPLE = True
    settings.INSECURE_HTTP, settings.ALLOWED_HOSTS = is_insecure, hosts
    assert ("tracker.E001" in refused()) is is_refused
    settings.DEMO_PEOPLE = False
    assert refused() == set()


def test_half_an_oauth_app_is_refused(settings):
    settings.GITHUB_CLIENT_ID, settings.GITHUB_CLIENT_SECRET = "an-app", ""
    assert refused() == {"tracker.E002"}


def test_only_what_happens_to_accounts_has_no_project(db):  # noqa: ARG001 - the tables
    project = projects.track(name="demo", profile="kubevirt", locations={}, by="x")
    given = ANY | {"happened_at": timezone.now()}
    wrong = ({"project": project}, {"kind": "retried"})

    assert set(OF_ACCOUNTS) <= set(Event.Kind.values)
    assert Event.objects.create(**given).project is None
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.create(**given | more)


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_database_of_before_gets_the_tables():
    """One that was migrated when nobody could sign in, with Django's own users."""
    for app in ("socialaccount", "account"):
        call_command("migrate", app, "zero", verbosity=0)
    call_command("migrate", "enhancements", "0012", verbosity=0)
    before = tables()

    call_command("migrate", verbosity=0)

    new = tables() - before
    assert {"enhancements_account", "enhancements_token"} <= new
    assert {"account_emailaddress", "socialaccount_socialaccount"} <= new
