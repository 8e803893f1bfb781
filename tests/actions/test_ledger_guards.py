"""What the database itself refuses, whoever writes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import sql

from enhancements.models import (
    Blob,
    Claim,
    Document,
    Enhancement,
    Event,
    Identifier,
    Project,
    Record,
    Release,
    Series,
    Sig,
    Source,
    Version,
)
from tests.support.tracked import NOW, day, vep

MAIN = "veps/sig-compute/10-warm-standby/vep.md"


@pytest.fixture(scope="module", autouse=True)
def _synced(shared):
    shared.track("documents")
    shared.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    shared.commit({MAIN: vep(10, alpha="v1.9")}, day(3))
    shared.sync()


def refused(action, *words):
    """The action fails in the database, and the words tell why."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        action()
    assert [word for word in words if word not in str(error.value)] == []
    assert isinstance(error.value, IntegrityError)


def target():
    return Series.objects.get(field="target.alpha")


def claim(since, until=None, **more):
    version = Version.objects.filter(retracted_at=None).first()
    more = {"series": target(), "value": "x", "version": version, **more}
    return Claim.objects.create(since=since, until=until, **more)


@pytest.mark.parametrize(
    ("since", "until"),
    [(1, 3), (2, None), (0, 2), (1, 2), (0, 9), (3, None), (5, 6)],
)
def test_claims_of_one_series_never_overlap(since, until):
    end = None if until is None else day(until)

    refused(lambda: claim(day(since), end), "claim_no_overlap")


def test_claim_may_touch_the_next_one():
    assert claim(day(-1), day(1)).until == day(1)


def test_series_has_one_open_end():
    refused(lambda: claim(day(9)), "claim_no_overlap")


def test_retracted_claim_makes_room():
    Claim.objects.filter(series=target(), until=None).update(retracted_at=NOW)

    assert claim(day(3)).until is None


@pytest.mark.parametrize("until", [1, 0])
def test_claim_lasts_longer_than_nothing(until):
    Claim.objects.filter(series=target()).update(retracted_at=NOW)

    refused(lambda: claim(day(1), day(until)), "claim_lasts")


def test_claim_needs_a_version_or_a_person():
    Claim.objects.filter(series=target()).update(retracted_at=NOW)

    refused(lambda: claim(day(1), version=None), "claim_has_evidence")
    assert claim(day(1), version=None, by="ann").by == "ann"


@pytest.mark.parametrize(
    "change",
    [
        {"value": "v1.10"},
        {"raw": "x"},
        {"problem": "x"},
        {"since": NOW},
        {"line": 99},
        {"by": "x"},
        {"reason": "x"},
        {"reader": "x"},
        {"version": None},
    ],
)
def test_claim_may_not_be_changed(change):
    refused(lambda: Claim.objects.filter(until=None).update(**change), "once")


def test_claim_may_not_move_to_another_series():
    other = Series.objects.get(field="title")

    refused(lambda: Claim.objects.filter(series=target()).update(series=other), "once")


def test_claim_ends_once():
    Claim.objects.filter(series=target(), until=None).update(until=day(9))

    refused(lambda: Claim.objects.filter(until=day(9)).update(until=day(10)), "once")
    refused(lambda: Claim.objects.filter(until=day(9)).update(until=None), "once")


def test_claim_is_retracted_once():
    Claim.objects.filter(series=target()).update(retracted_at=NOW)
    gone = Claim.objects.filter(series=target())

    refused(lambda: gone.update(retracted_at=day(99)), "once")
    refused(lambda: gone.update(retracted_at=None), "once")


@pytest.mark.parametrize("table", ["claim", "version", "blob", "event"])
def test_row_of_the_truth_may_not_be_deleted(table):
    name = f"enhancements_{table}"

    def delete():
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))

    refused(delete, "DELETE", name, "append-only")


@pytest.mark.parametrize(
    ("rows", "change"),
    [
        (Blob, {"content": b"x"}),
        (Blob, {"oid": "x"}),
        (Event, {"reason": "x"}),
        (Event, {"by": "x"}),
    ],
)
def test_blob_and_event_may_not_be_changed(rows, change):
    refused(lambda: rows.objects.update(**change), "append-only")


@pytest.mark.parametrize(
    "change",
    [{"merged_at": NOW}, {"path": "x"}, {"commit": "x"}, {"seen_at": NOW}],
)
def test_version_may_not_be_changed(change):
    refused(lambda: Version.objects.update(**change), "retracted, once")


def test_version_is_retracted_once():
    Version.objects.update(retracted_at=NOW)

    refused(lambda: Version.objects.update(retracted_at=None), "retracted, once")
    refused(lambda: Version.objects.update(retracted_at=day(99)), "retracted, once")


def test_version_stands_once_per_commit():
    version = Version.objects.first()
    version.pk = None

    refused(version.save, "version_once_per_commit")


def test_version_has_a_text_unless_it_was_deleted():
    version = Version.objects.first()
    version.pk, version.ordinal = None, 9
    version.change = "deleted"

    refused(version.save, "version_has_blob")
    version.change, version.blob = "modified", None
    refused(version.save, "version_has_blob")


def test_series_is_unique_with_nulls(shared):
    place = {"project": shared.project, "track": "", "source": "s", "field": "f"}
    Series.objects.create(**place)

    refused(lambda: Series.objects.create(**place), "series_once")


def test_series_is_about_one_subject(shared):
    release = Release.objects.get(name="v1.8")
    sig = Sig.objects.create(project=shared.project, name="compute")
    enhancement = Enhancement.objects.get()
    place = {"project": shared.project, "source": "s", "field": "f"}

    for subjects in (
        {"release": release, "sig": sig},
        {"release": release, "enhancement": enhancement},
        {"sig": sig, "enhancement": enhancement},
    ):
        refused(lambda s=subjects: Series.objects.create(**place, **s), "one_subject")


def test_records_of_one_enhancement_never_overlap():
    record = Record.objects.get(until=None)
    record.pk, record.since = None, day(9)

    refused(record.save, "record_no_overlap")


def test_two_documents_do_not_lie_at_one_path():
    document = Document.objects.get()
    document.pk = None

    refused(document.save, "document_path_once")
    document.removed = True
    document.save()
    assert Document.objects.filter(path=document.path).count() == 2


@pytest.mark.parametrize(
    ("role", "with_enhancement"), [("main", False), ("schedule", True)]
)
def test_role_of_a_document_fits_its_enhancement(role, with_enhancement):
    document = Document.objects.get()
    document.pk, document.path, document.role = None, "x", role
    if not with_enhancement:
        document.enhancement = None

    refused(document.save, "document_role_fits")


def test_identifier_lasts_and_starts_once():
    name = Identifier.objects.filter(kind="number").get()
    name.pk = None

    refused(name.save, "identifier_starts_once")
    name.since, name.until = day(9), day(9)
    refused(name.save, "identifier_lasts")


def test_event_has_an_actor(shared):
    def nameless():
        Event.objects.create(
            project=shared.project,
            kind=Event.Kind.SOURCE_SET,
            subject="x",
            by="",
            happened_at=NOW,
        )

    refused(nameless, "event_has_actor")


def test_source_keeps_commit_and_ordinal_together():
    refused(lambda: Source.objects.update(ordinal=0), "source_position_paired")


def test_error_of_a_source_has_its_time():
    refused(lambda: Source.objects.update(error="x"), "source_error_has_time")


def test_project_has_no_reserved_name():
    refused(
        lambda: Project.objects.create(name="api", profile="kubevirt"),
        "project_name_not_reserved",
    )
