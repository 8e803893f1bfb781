"""Pages and files of snapshots."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest

from enhancements.actions import accounts
from enhancements.api.schemas import SnapshotDetail
from enhancements.models import (
    Account,
    Dependency,
    Enhancement,
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    Release,
    Snapshot,
)
from enhancements.policy.snapshots import canonical, digest_of
from tests.support import kept
from tests.support.html import Reader
from tests.support.tracked import Tracked, day, vep

if TYPE_CHECKING:
    from pathlib import Path

LIST = "/demo/v1.9/snapshots/"
THING = "veps/sig-compute/1-thing/vep.md"


@pytest.fixture
def demo(db: None, tmp_path: Path, settings) -> Tracked:  # noqa: ARG001 - for its effect
    """The project `demo`; its repositories are empty and it is not yet tracked."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    return Tracked(tmp_path)


@pytest.fixture
def made(demo: Tracked) -> list[Snapshot]:
    """The snapshots of v1.9 in the order of their moments."""
    kept.tell(demo)
    release = Release.objects.get(name="v1.9")
    one = Enhancement.objects.get(records__key="1", records__until=None)
    kept.decision(release, one, "contact", "ann", day(4))
    kept.decision(
        release,
        one,
        "standing",
        "removed",
        day(5),
        freeze="code-freeze",
        reason="Late.",
    )
    taken = kept.take_all(day(28, 14, 0))
    return [one.snapshot for one in taken]


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def said(text: str) -> str:
    """The text of a page, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_list_names_moments_for_everybody_and_how_late_each_was_made(client, made):
    text = read(client, LIST)
    page = Reader(text)
    rows = [row.text for row in page.all("tr", role="row")[1:]]
    names = [row.strip().splitlines()[0] for row in rows]
    assert names == ["Release", "Code freeze", "VEP freeze"]
    last = said(rows[2])
    assert "Fri 10 Jan 2025 Anywhere on Earth Sat 11 Jan 2025, 12:00 UTC" in last
    assert "22 d later" in last
    assert "2 h later" in said(rows[0])
    assert "2 2 unknown" in last
    assert "1 unknown, 1 removed" in said(rows[1])
    digests = [one.text for one in page.all("code")]
    assert digests == [one.digest[:12] for one in reversed(made)]


def test_list_of_a_past_moment_ends_there(client, made):
    page = Reader(read(client, f"{LIST}?as_of=2025-01-12"))
    assert [one.text for one in page.all("code")] == [made[0].digest[:12]]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_and_for_three(
    client, demo, django_assert_num_queries, count
):
    kept.tell(demo, count)
    (first, *_) = kept.take_all(day(60))
    with django_assert_num_queries(3):
        read(client, LIST)
    with django_assert_num_queries(3):
        read(client, f"{LIST}{first.snapshot.pk}/")
    with django_assert_num_queries(3):
        client.get(f"{LIST}{first.snapshot.pk}.json")


def test_before_the_first_freeze_the_page_says_which_is_next(client, demo):
    kept.tell(demo)
    text = said(read(client, f"{LIST}?as_of=2025-01-08"))
    assert "No snapshot yet" in text
    assert "The first is made when the VEP freeze ends on" in text
    assert "Sat 11 Jan 2025, 12:00 UTC , in 2 days" in text


def test_after_the_last_one_the_page_says_how_to_make_up_for_them(client, demo):
    kept.tell(demo)
    text = said(read(client, LIST))
    assert (
        "None was made of VEP freeze ( 11 Jan 2025 ), code freeze ( 21 Jan 2025 ) and"
        in text
    )
    assert "manage.py snapshot demo v1.9" in text
    (first, *_) = kept.passed(day(60))
    kept.take(first, day(60))
    text = said(read(client, LIST))
    assert "None was made of code freeze ( 21 Jan 2025 ) and release" in text


def test_while_it_waits_for_sources_the_page_says_so(client, demo):
    kept.tell(demo)
    text = said(read(client, f"{LIST}?as_of=2025-01-11T12:05:00Z"))
    assert "The VEP freeze has ended. Its board is kept as soon as" in text
    assert "None was made" not in text


def test_release_without_dates_says_so(client, demo):
    demo.commit({THING: vep(1, "Thing 1", alpha="v1.9")}, day(2))
    demo.track()
    demo.sync()
    assert "No schedule gives v1.9 a freeze" in said(read(client, LIST))


def test_page_shows_what_was_kept_and_nothing_of_today(client, demo, made):
    demo.commit({THING: vep(1, "Called otherwise", beta="v1.10")}, day(70))
    demo.sync()
    text = read(client, f"{LIST}{made[1].pk}/")
    page = said(text)
    assert "v1.9 at the code freeze" in page
    assert "Thing 1" in page
    assert "Called otherwise" not in page
    assert "SIG compute" in page
    assert "@ann" in page
    assert "Removed at Code freeze by @lea on 2025-01-10: Late." in page
    assert made[1].digest in page
    assert f"SHA-256 {made[1].digest[:12]}" in page
    assert "Tue 21 Jan 2025, 12:00 UTC" in page
    assert f"http://testserver{LIST}{made[1].pk}/" in page
    assert "Document is merged for v1.9" in page


def test_file_has_exactly_the_bytes_of_the_digest(client, made):
    address = f"{LIST}{made[0].pk}.json"
    response = client.get(address)
    assert response["Content-Type"] == "application/json"
    assert hashlib.sha256(response.content).hexdigest() == made[0].digest
    data = json.loads(response.content)
    again = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again.encode() == response.content
    assert response["ETag"] == f'"{made[0].digest}"'
    assert "immutable" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"
    name = "demo-v1-9-enhancements-freeze-2025-01-11.json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    same = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo/v7.7/snapshots/", "No source names a release v7.7"),
        (f"{LIST}999/", "has no snapshot 999"),
        (f"{LIST}99999999999999999999.json", "has no snapshot"),
        ("/demo/v1.10/snapshots/1/", "No source names a release v1.10"),
    ],
)
@pytest.mark.usefixtures("made")
def test_what_there_is_not_is_said(client, address, words):
    response = client.get(address)
    assert response.status_code == 404
    assert words in said(response.content.decode())


def test_snapshot_of_another_release_is_not_found_here(client, demo, made):
    demo.commit({THING: vep(1, "Thing 1", alpha="v1.9", beta="v1.10")}, day(70))
    demo.sync()
    assert client.get(f"/demo/v1.10/snapshots/{made[0].pk}/").status_code == 404


def test_release_and_board_compare_with_a_snapshot(client, demo, made):
    demo.commit({THING: vep(1, "Called otherwise", alpha="v1.9")}, day(70))
    demo.sync()
    compare = f"?compare=snapshot:{made[0].pk}"
    text = said(read(client, f"/demo/releases/v1.9/{compare}"))
    assert "Compared with the VEP freeze of v1.9 (Sat 11 Jan 2025, 12:00 UTC)" in text
    assert "1 changed between the two" in text
    assert client.get(f"/demo/v1.9/board{compare}").status_code == 200


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo/releases/v1.9/?compare=snapshot:999", "v1.9 has no snapshot “999”"),
        ("/demo/releases/v1.9/?compare=snapshot:x", "v1.9 has no snapshot “x”"),
        ("/demo/enhancements/?compare=snapshot:1", "No release is shown"),
    ],
)
@pytest.mark.usefixtures("made")
def test_what_cannot_be_compared_is_refused_in_words(client, address, words):
    response = client.get(address)
    assert response.status_code == 400
    assert words in said(response.content.decode())


def test_release_is_compared_with_the_last_visit(client, demo):
    kept.tell(demo)
    address = "/demo/releases/v1.9/"
    nobody = client.get(f"{address}?compare=visit")
    assert nobody.status_code == 400
    assert "no earlier visit of yours" in said(nobody.content.decode())
    assert "My last visit" not in read(client, address)

    account = accounts.sign_in(github_id=7, login="ann", name="Ann")
    Account.objects.update(visited_at=day(30))
    client.force_login(account)
    assert "My last visit" in read(client, address)
    text = said(read(client, f"{address}?compare=visit"))
    assert "Compared with Tue 4 Feb 2025, 09:00 UTC, earlier than now" in text


def excepted() -> None:
    """Thing 1 was granted more time on day 5, and another request waits since day 6."""
    place = {
        "release": Release.objects.get(name="v1.9"),
        "enhancement": Enhancement.objects.get(records__key="1", records__until=None),
    }
    for freeze, at in (("enhancements-freeze", 4), ("code-freeze", 6)):
        row = ExceptionRequest.objects.create(**place, by="olga", at=day(at))
        held = {"freeze": freeze, "since": day(at)}
        ExceptionFreeze.objects.create(request=row, **place, **held)
        ExceptionText.objects.create(request=row, days=5, by="olga", since=day(at))
        state = {"state": "pending", "by": "olga", "since": day(at)}
        if at == 4:
            state["until"] = day(5)
        ExceptionState.objects.create(request=row, **state)
        if at == 4:
            granted = {"granted_until": day(9, 12), "reason": "Its reviewer was away."}
            state = {"state": "approved", "by": "ann", "since": day(5), **granted}
            ExceptionState.objects.create(request=row, **state)


def test_exceptions_are_kept_as_they_stood(client, demo):
    kept.tell(demo)
    excepted()
    first, *_ = [one.snapshot for one in kept.take_all(day(28, 14, 0))]
    # The VEP freeze ended on day 6, at 12:00 UTC.
    content = json.loads(first.content)
    granted, waiting = content["exceptions"]
    assert content["format"] == 3
    assert granted == {
        "key": "1",
        "number": 1,
        "track": "",
        "title": "Thing 1",
        "sig": "compute",
        "freezes": [{"freeze": "enhancements-freeze", "label": "VEP freeze"}],
        "requested_by": "olga",
        "requested_at": "2025-01-09T09:00:00Z",
        "days": 5,
        "answers": {},
        "phase": "running",
        "state": "approved",
        "by": "ann",
        "since": "2025-01-10T09:00:00Z",
        "reason": "Its reviewer was away.",
        "granted_until": "2025-01-14T12:00:00Z",
        "evaluation": None,
        "votes": [],
    }
    assert (waiting["phase"], waiting["by"]) == ("pending", "olga")
    page = said(read(client, f"{LIST}{first.pk}/"))
    assert "2 requests by then" in page
    assert "Approved by @ann" in page
    assert "Its reviewer was away." in page


def test_kept_exceptions_are_told_in_the_language_of_each_reader(
    client, demo, settings
):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    kept.tell(demo)
    excepted()
    first, *_ = [one.snapshot for one in kept.take_all(day(28, 14, 0))]
    address = f"{LIST}{first.pk}/"
    for code, told in (("de", "Genehmigt von"), ("en", "Approved by")) * 2:
        client.cookies["language"] = code
        assert f"{told} @ann" in said(read(client, address))


def test_snapshot_of_before_exceptions_were_kept_is_shown_as_it_is(client, made):
    """Its digest is that of its own bytes, for ever."""
    one = made[0]
    old = json.loads(one.content)
    del old["exceptions"]
    old["format"] = 1
    text = canonical(old)
    row = Snapshot.objects.create(
        release=one.release,
        freeze="docs-freeze",
        label="Docs freeze",
        moment=one.moment,
        made_at=one.made_at,
        content=text,
        digest=digest_of(text),
    )

    page = read(client, f"{LIST}{row.pk}/")
    assert row.digest in page
    assert "h-exceptions" not in page
    file = client.get(f"{LIST}{row.pk}.json").content
    assert hashlib.sha256(file).hexdigest() == row.digest
    answer = client.get(f"/api/v1/projects/demo/releases/v1.9/snapshots/{row.pk}/")
    assert SnapshotDetail.model_validate(answer.json()).content.exceptions == []


def test_snapshot_without_exceptions_says_so(client, made):
    assert "Nobody had asked for more time." in read(client, f"{LIST}{made[0].pk}/")


def test_page_says_all_that_was_decided_and_what_was_needed(client, demo):
    kept.tell(demo)
    release = Release.objects.get(name="v1.9")
    one, two = (
        Enhancement.objects.get(records__key=key, records__until=None)
        for key in ("1", "2")
    )
    kept.decision(release, one, "check-in", "at-risk", day(4), reason="Its CI is red.")
    kept.decision(release, one, "owners", "olga pit", day(4))
    Dependency.objects.create(
        enhancement=one, needs=two, stage="stable", by="bea", since=day(3)
    )
    first, *_ = kept.take_all(day(28, 14, 0))
    page = read(client, f"{LIST}{first.snapshot.pk}/")
    assert "<b>Said at risk</b>" in page
    assert "Its CI is red." in page
    assert "<b>Owners olga pit</b>" in page
    assert '<a href="/demo/2/' in page
    assert "No release is named for GA of #2, and Alpha in v1.9 needs it." in page
