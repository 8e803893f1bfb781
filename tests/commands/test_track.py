from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from enhancements.actions import projects
from enhancements.models import Event, Project, Repository, Source

HUB = "https://github.com/example"


def track(*words):
    out = io.StringIO()
    call_command("track", *words, stdout=out)
    return out.getvalue()


def sources():
    return list(Source.objects.order_by("kind").values_list("kind", "location"))


pytestmark = pytest.mark.django_db


def test_new_project_is_tracked_with_its_sources():
    said = track(
        "demo",
        "--profile",
        "kubevirt",
        "--documents",
        f"{HUB}/enhancements/",
        "--schedules",
        f"{HUB}/sig-release",
    )

    assert Project.objects.get().profile == "kubevirt"
    assert sources() == [
        ("documents", f"{HUB}/enhancements"),
        ("schedules", f"{HUB}/sig-release"),
    ]
    assert said.splitlines() == [
        "Tracking demo by the profile kubevirt:",
        f"  documents  {HUB}/enhancements",
        f"  schedules  {HUB}/sig-release",
        "Read it now with: manage.py sync demo",
    ]


def test_again_changes_only_what_is_given():
    track("demo", "--profile", "kubevirt", "--documents", f"{HUB}/one")
    track("demo", "--rosters", f"{HUB}/community")
    track("demo", "--documents", f"{HUB}/two")

    assert sources() == [
        ("documents", f"{HUB}/two"),
        ("rosters", f"{HUB}/community"),
    ]
    assert Project.objects.get().profile == "kubevirt"


def test_every_change_is_an_event_and_none_is_written_without_one():
    track("demo", "--profile", "kubevirt", "--documents", f"{HUB}/one")
    track("demo", "--documents", f"{HUB}/one")
    track("demo", "--documents", f"{HUB}/two", "--profile", "sample")
    events = Event.objects.order_by("pk").values_list("kind", "subject", "old", "new")

    assert list(events) == [
        ("project-tracked", "demo", None, {"profile": "kubevirt"}),
        ("source-set", "documents", None, f"{HUB}/one"),
        ("source-set", "profile", "kubevirt", "sample"),
        ("source-set", "documents", f"{HUB}/one", f"{HUB}/two"),
    ]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("demo",), "Say where its documents are, with --documents"),
        (("de mo", "--documents", f"{HUB}/x"), "“de mo” cannot be a project's name."),
        (("demo", "--documents", f"{HUB}/x"), "“demo” is not tracked yet. Say how it"),
        (
            ("demo", "--documents", f"{HUB}/x", "--profile", "nothing"),
            "There is no profile 'nothing'",
        ),
        (
            ("demo", "--profile", "kubevirt", "--documents", "ext::sh"),
            "--documents: ext:: addresses run programs",
        ),
        (
            ("demo", "--profile", "kubevirt", "--documents", "/tmp"),
            "--documents: Folders of this machine are not read here.",
        ),
        (
            ("demo", "--documents", f"{HUB}/x", "--github", "https://example.org/a/b"),
            "--github: “https://example.org/a/b” is not at https://github.com.",
        ),
    ],
)
def test_what_cannot_be_tracked_is_refused_and_leaves_nothing(words, start, settings):
    settings.LOCAL_SOURCES = False
    with pytest.raises(CommandError) as refused:
        track(*words)

    assert str(refused.value).startswith(start)
    assert (Project.objects.count(), Source.objects.count()) == (0, 0)


def test_profile_that_cannot_be_loaded_does_not_replace_the_old_one():
    track("demo", "--profile", "kubevirt", "--documents", f"{HUB}/one")
    with pytest.raises(CommandError):
        track("demo", "--profile", "nothing", "--documents", f"{HUB}/two")

    assert (Project.objects.get().profile, sources()) == (
        "kubevirt",
        [("documents", f"{HUB}/one")],
    )


def test_folder_is_read_where_that_is_allowed(settings, tmp_path):
    settings.LOCAL_SOURCES = True
    track("demo", "--profile", "kubevirt", "--documents", str(tmp_path))

    assert sources() == [("documents", str(tmp_path))]


@pytest.mark.parametrize("name", ["api", "static", "n" * 61, "de.mo", ""])
def test_name_that_no_address_can_have_is_refused(name):
    with pytest.raises(CommandError) as refused:
        track(name, "--profile", "kubevirt", "--documents", f"{HUB}/one")

    assert str(refused.value) == (
        f"“{name}” cannot be a project's name. Use at most 60 letters, digits, hyphens"
        " and underscores, e.g. kubevirt, but none of api, static, healthz, accounts,"
        " readyz, metrics, webhooks, me, feeds."
    )


def test_name_of_sixty_letters_is_taken():
    track("n" * 60, "--profile", "kubevirt", "--documents", f"{HUB}/one")

    assert Project.objects.get().name == "n" * 60


def test_commands_are_switched_and_that_is_kept():
    track("demo", "--profile", "kubevirt", "--documents", f"{HUB}/one")
    said = track("demo", "--commands", "dry-run")
    assert "  commands   dry-run" in said.splitlines()
    track("demo", "--documents", f"{HUB}/two")
    assert Project.objects.get().commands == "dry-run"
    event = Event.objects.get(kind=Event.Kind.COMMANDS_SET)
    assert (event.old, event.new) == ("off", "dry-run")


def test_commands_take_no_other_word():
    track("demo", "--profile", "kubevirt", "--documents", f"{HUB}/one")
    with pytest.raises(CommandError):
        track("demo", "--commands", "perhaps")


def test_repository_tracked_again_keeps_what_a_worker_wrote_meanwhile(monkeypatch):
    names = ("demo", "--profile", "kubevirt", "--documents", f"{HUB}/one", "--github")
    track(*names, "https://www.github.com/acme/plans.git")
    track("demo", "--github")
    known = projects._repositories

    def stale(*given):
        rows = known(*given)
        Repository.objects.update(lease=7)
        return rows

    monkeypatch.setattr(projects, "_repositories", stale)
    track("demo", "--github", "acme/plans")

    row = Repository.objects.get()
    assert (row.name, row.removed_at, row.is_main) == ("acme/plans", None, True)
    assert row.lease == 7


def test_former_name_beside_the_present_one_is_refused_in_a_sentence():
    names = ("demo", "--profile", "kubevirt", "--documents", f"{HUB}/one", "--github")
    track(*names, "acme/plans")
    Repository.objects.update(github_id=7)
    track("demo", "--github", "acme/enhancements")
    Repository.objects.filter(name="acme/enhancements").update(github_id=7)

    with pytest.raises(CommandError) as refused:
        track("demo", "--github", "acme/enhancements", "acme/plans")
    assert str(refused.value) == (
        "“acme/plans” and “acme/enhancements” are one repository, which was renamed."
        " Name it once, as it is called now."
    )
    tracked = Repository.objects.get(removed_at=None)
    assert (tracked.name, tracked.is_main) == ("acme/enhancements", True)
