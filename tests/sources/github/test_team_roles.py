"""Teams of roles are read from GitHub, and what cannot be read holds no role."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements import tasks
from enhancements.models import Claim, Project, Repository
from enhancements.sources.github import team_roles
from enhancements.sources.github.failures import GitHubFailed
from tests.support.mirrored import mirrored

pytestmark = pytest.mark.django_db
LEADS = "release-team-leads"


@pytest.fixture
def acme(settings):
    with mirrored(settings) as made:
        made.project.profile = "kubernetes"
        made.project.save()
        for team in (LEADS, "sig-node-leads", "sig-node-bugs", "tea-drinkers"):
            made.world.add_team("acme", team)
            made.world.set_team_member("acme", team, "bob")
        yield made


def standing() -> dict[str, list[str]]:
    rows = Claim.objects.filter(series__source="team", until=None, retracted_at=None)
    return {row.series.field: row.value["logins"] for row in rows}


def refresh(acme) -> int:
    return team_roles.refresh(project=acme.project, now=timezone.now())


def test_members_of_the_profiles_teams_are_kept(acme):
    assert refresh(acme) == 5
    assert standing() == {
        "team:release-team-leads": ["bob"],
        "team:sig-node-leads": ["bob"],
        "team:release-team-enhancements": [],
        "team:release-team-docs": [],
        "team:release-team-comms": [],
    }
    assert refresh(acme) == 0
    acme.world.set_team_member("acme", LEADS, "carol")
    acme.world.set_team_member("acme", LEADS, "bob", role=None)
    assert refresh(acme) == 1
    assert standing()["team:release-team-leads"] == ["carol"]
    former = Claim.objects.get(
        series__field="team:release-team-leads", until__isnull=False
    )
    assert former.value["logins"] == ["bob"]
    assert former.url == f"{acme.hub.url}/orgs/acme/teams/release-team-leads"


def test_team_that_may_not_be_seen_has_nobody_in_it(acme):
    refresh(acme)
    acme.hub.faults.add("status", f"/teams/{LEADS}/", status=403, message="No.")
    refresh(acme)
    assert standing()["team:release-team-leads"] == []
    assert standing()["team:sig-node-leads"] == ["bob"]


def test_nothing_changes_while_github_does_not_answer(acme):
    refresh(acme)
    acme.hub.faults.add("status", "/teams/", status=502)
    with pytest.raises(GitHubFailed):
        refresh(acme)
    assert standing()["team:release-team-leads"] == ["bob"]


def test_task_reads_projects_whose_roles_teams_hold(acme, settings):
    tasks.refresh_teams()
    assert standing()["team:release-team-leads"] == ["bob"]
    acme.world.set_team_member("acme", LEADS, "carol")
    acme.hub.faults.add("status", "/teams/", status=502)
    tasks.refresh_teams()
    acme.hub.faults.clear()
    settings.GITHUB_TOKEN = ""
    tasks.refresh_teams()
    assert standing()["team:release-team-leads"] == ["bob"]

    acme.project.profile = "kubevirt"
    acme.project.save()
    assert team_roles.with_teams() == []


def test_profile_that_cannot_be_loaded_holds_up_no_other_project(acme):
    broken = Project.objects.create(name="broken", profile="no-such-profile")
    Repository.objects.create(
        project=broken, host=acme.repository.host, name="acme/other", is_main=True
    )
    tasks.refresh_teams()
    assert standing()["team:release-team-leads"] == ["bob"]
