"""The OpenAPI description says everything there is, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.urls import URLPattern
from django.utils import timezone

from enhancements.actions import (
    accounts,
    concerns,
    corrections,
    saved_views,
    tokens,
    verdicts,
)
from enhancements.actions.concerns import Raising
from enhancements.api import urls
from enhancements.models import (
    Concern,
    Decision,
    Dependency,
    Enhancement,
    Proof,
    Release,
    Repository,
)
from enhancements.policy.boards import Status
from enhancements.policy.corrections import Wish
from enhancements.policy.saved_views import Said
from enhancements.queries import filters
from tests.support.excepted import excepted
from tests.support.kept import decision, take_all
from tests.support.mirror_rows import Mirror, body
from tests.support.tracked import Tracked, day, front_matter, schedule, side, vep

# Django's own way of writing an address, to the query of an answer that shows it.
ANSWERS = {
    "/api/v1/": "",
    "/api/v1/openapi.json": "",
    "/api/v1/projects/": "",
    "/api/v1/projects/{project}/": "",
    "/api/v1/projects/{project}/changes/": "since=2025-01-01&until=2025-02-10",
    "/api/v1/projects/{project}/enhancements/": "limit=1&text=the",
    "/api/v1/projects/{project}/enhancements/{key}/": "",
    "/api/v1/projects/{project}/releases/": "",
    "/api/v1/projects/{project}/releases/{release}/": "",
    "/api/v1/projects/{project}/releases/{release}/board/": "",
    "/api/v1/projects/{project}/releases/{release}/approved/": (
        "pr=demo/code/7&as_of=2025-03-10"
    ),
    "/api/v1/projects/{project}/releases/{release}/decisions/": "limit=2",
    "/api/v1/projects/{project}/releases/{release}/exceptions/": "",
    "/api/v1/projects/{project}/releases/{release}/snapshots/": "",
    "/api/v1/projects/{project}/releases/{release}/snapshots/{snapshot}/": "",
    "/api/v1/projects/{project}/sigs/": "",
    "/api/v1/projects/{project}/sigs/{sig}/": "",
    "/api/v1/projects/{project}/people/{login}/": "",
    "/api/v1/projects/{project}/problems/": "",
    "/api/v1/projects/{project}/drift/": "",
    "/api/v1/projects/{project}/views/": "",
}
DECISIONS = "/api/v1/projects/{project}/releases/{release}/decisions/"
UNDO = f"{DECISIONS}{{batch}}/undo/"
"""Where something is changed; `test_deciding` has what they do."""
NAMES = {
    "project": "demo",
    "release": "v1.9",
    "sig": "compute",
    "login": "ann",
}
WARM = "veps/sig-compute/10-warm-standby"
ROSTER = b"""\
sigs:
- dir: sig-compute
  name: sig-compute
  leadership:
    chairs:
    - {github: ann, name: Ann}
  contact:
    slack: compute
"""


def routes() -> set[str]:
    """Every address that Django would answer, but for what is nothing."""
    return {
        "/api/" + str(one.pattern).replace("<", "{").replace(">", "}")
        for one in urls.urlpatterns
        if isinstance(one, URLPattern) and one.name
    }


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()


@pytest.fixture
def answers(demo: Tracked, client) -> dict[str, list[Any]]:
    """Answers by path, of a project in which every field has something to say."""
    fill(demo)
    excepted(demo)
    kept = keep(demo)
    Repository.objects.update(synced_at=day(3))
    found: dict[str, list[Any]] = {}
    for path, usual in ANSWERS.items():
        for query, key in ((usual, "10"), ("as_of=2025-02-10", "11"), ("", "12")):
            address = path.format(**NAMES, key=key, snapshot=kept)
            answer = client.get(f"{address}?{query}")
            if answer.status_code == 200:
                found.setdefault(path, []).append(answer.json())
    return found


def fill(demo: Tracked) -> None:
    demo.track()
    document = front_matter(
        title="Warm standby",
        vep_number="10",
        authors='["@ann"]',
        reviewers='["@ann"]',
        approvers='["@ann"]',
        owning_sig="sig-compute",
        feature_gate="Warm",
        replaces='"#12"',
        stage="beta",
        milestone="{alpha: v1.8, beta: v1.9, ga: soon}",
    )
    files = {
        f"{WARM}/vep.md": document,
        f"{WARM}/notes.md": side(beta="v1.10"),
        "veps/sig-compute/11-cold/vep.md": vep(11, "Cold", owners="@ann", alpha="v1.9"),
        "veps/sig-network/12-two/vep.md": vep(12, "Two").replace(
            b"### Target releases\n",
            b"### Target releases (GateA)\n\n- alpha: v1.9\n- beta: soon\n\n"
            b"### Target releases (GateB)\n\n- alpha: soon\n",
        ),
        "veps/sig-network/12-two/more.md": side(alpha="v1.10").replace(
            b"### Target releases\n", b"### Target releases (GateA)\n"
        ),
    }
    hub = Mirror(demo.project)
    hub.issue(10, text=body(contact="@ann", alpha="1.9"))
    text = "Tracking issue: demo/enhancements#10"
    hub.pull(7, text=text, repository=hub.repository())
    demo.commit(files, day(1))
    demo.commit({f"{WARM}/notes.md": side(beta="v1.11")}, day(40))
    for minor in (8, 9):
        path = f"releases/v1.{minor}/schedule.yaml"
        dates = schedule(freeze=f"2025-0{minor - 6}-01", out=f"2025-0{minor - 4}-01")
        demo.commit({path: dates}, day(minor), kind="schedules")
    demo.commit({"sigs.yaml": ROSTER}, day(1), kind="rosters")
    demo.sync()
    dispute(demo, document)
    view(demo)
    Dependency.objects.create(
        enhancement=Enhancement.objects.get(records__key="10", records__until=None),
        needs=Enhancement.objects.get(records__key="11", records__until=None),
        by="ann",
        since=day(30),
    )


def dispute(demo: Tracked, document: bytes) -> None:
    """A correction of whose field the document says a third thing since, and concerns
    about that enhancement, of which one was resolved.
    """
    ten = Enhancement.objects.get(records__key="10", records__until=None)
    wish = Wish(ten.pk, "reviewers", ("carl",), ("ann",), "Ann has left.")
    corrections.correct(
        project=demo.project, wishes=[wish], by="ann", now=timezone.now()
    )
    for name in ("load", "memory"):
        raising = Raising(ten.pk, name, "It takes too much.", "v1.9")
        given = {"project": demo.project, "by": "ann", "now": day(30)}
        row = concerns.raise_(raising=raising, **given)
    Concern.objects.filter(pk=row.pk).update(
        until=day(31), resolved_by="bob", resolution="It does not."
    )
    again = document.replace(b'reviewers: ["@ann"]', b'reviewers: ["@eve"]')
    soon = timezone.now().replace(microsecond=0) + dt.timedelta(seconds=1)
    demo.commit({f"{WARM}/vep.md": again}, soon)
    demo.sync()


def view(demo: Tracked) -> None:
    """A saved view of a SIG that says all it can."""
    saved_views.save(
        account=accounts.sign_in(github_id=71, login="vera", name="Vera"),
        project=demo.project,
        said=Said("Ours", "sig", "compute", "x", "warm", ("sig",), "-sig", "stage"),
        now=timezone.now(),
    )


def keep(demo: Tracked) -> int:
    """The id of a snapshot of a board about which people decided all they can."""
    release = Release.objects.get(name="v1.9")
    ten = Enhancement.objects.get(records__key="10", records__until=None)
    about = {"freeze": "enhancements-freeze"}
    waived = {**about, "criterion": "owner", "reason": "Agreed."}
    for kind, value, more in (
        ("waiver", "yes", waived),
        ("standing", "tracked", about),
        ("note", "Good.", {}),
    ):
        decision(release, ten, kind, value, day(30), **more)
    verdicts.judge(project=demo.project, ids=[ten.pk], now=day(30))
    Proof.objects.create(
        release=release,
        enhancement=ten,
        stage="beta",
        word=Proof.Word.ABSENT,
        gate="Warm",
        registered="alpha",
        tag="v1.9.0",
        tagged_at=day(40),
        path="gates/active.go",
        line=7,
        url="https://example.org/gates/active.go#L7",
        admitted_at=day(50),
    )
    kept = [taken.snapshot for taken in take_all(day(60))]
    (snapshot,) = [one for one in kept if one.release == release]
    return snapshot.pk


def test_every_route_is_described_and_answered_here(document):
    assert routes() == set(document["paths"]) == {*ANSWERS, UNDO}
    posted = {path for path, has in document["paths"].items() if "post" in has}
    assert posted == {DECISIONS, UNDO}


def test_every_operation_says_what_it_does(document):
    for path in document["paths"].values():
        for method, operation in path.items():
            assert operation["description"].endswith(".")
            other = {"get": {"304"}, "post": {"403", "409", "422"}}[method]
            assert {"200", "400", "401"} | other <= set(operation["responses"])
            for one in operation["parameters"]:
                assert one["description"].endswith("."), one["name"]


def test_only_what_changes_something_needs_a_token(document):
    for path in document["paths"].values():
        for method, operation in path.items():
            asked = [{"token": []}] if method == "post" else None
            assert operation.get("security") == asked


def test_every_filter_is_a_parameter_of_the_list(document):
    path = document["paths"]["/api/v1/projects/{project}/enhancements/"]
    named = {one["name"] for one in path["get"]["parameters"]}

    assert named == {
        *filters.NAMES,
        *("project", "as_of", "view", "sort", "limit", "cursor"),
    }


def test_every_project_address_takes_a_moment(document):
    for path, operations in document["paths"].items():
        if "/projects/" in path and "get" in operations:
            named = {one["name"] for one in operations["get"]["parameters"]}
            assert "as_of" in named


def test_description_holds_no_address_of_elsewhere(document):
    assert "http:" not in str(document)
    assert "https:" not in str(document).replace("https://example", "")


def schema_of(
    document: dict[str, Any], path: str, status: str = "200", method: str = "get"
) -> Any:
    content = document["paths"][path][method]["responses"][status]["content"]
    (found,) = content.values()
    return found["schema"]


def test_every_answer_is_as_described(document, answers):
    for path, found in answers.items():
        schema = {**schema_of(document, path), "components": document["components"]}
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        for one in found:
            errors = [str(error) for error in validator.iter_errors(one)]
            assert errors == [], path
    assert set(answers) == set(ANSWERS)


def test_every_object_allows_only_what_is_described(document):
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, name


def places(document: dict[str, Any], schema: Any, value: Any) -> Iterator[str]:
    """`Schema.field` of everything in a value that a component describes."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        known = document["components"]["schemas"][name]
        for field, one in value.items():
            yield f"{name}.{field}"
            yield from places(document, known["properties"][field], one)
    elif isinstance(value, list):
        for one in value:
            yield from places(document, schema.get("items", {}), one)
    for one in schema.get("anyOf", ()):
        fits = isinstance(value, dict) if "$ref" in one else isinstance(value, list)
        if fits and value is not None:
            yield from places(document, one, value)


def test_every_described_field_occurs(document, answers, client):
    refusal = client.get("/api/v1/projects/?colour=red").json()
    seen = set(places(document, schema_of(document, "/api/v1/", "400"), refusal))
    for path, found in answers.items():
        for one in found:
            seen |= set(places(document, schema_of(document, path), one))
    for status, kind, told in (
        ("200", "note", True),
        ("403", "note", False),
        ("422", "guess", False),
    ):
        wish = {"item": "10", "kind": kind, "value": "Look at this."}
        sent, answer = post(client, wish, dry_run=told)
        assert answer.status_code == int(status)
        schema = schema_of(document, DECISIONS, status, "post")
        seen |= set(places(document, schema, answer.json()))
        body = document["paths"][DECISIONS]["post"]["requestBody"]["content"]
        seen |= set(places(document, body["application/json"]["schema"], sent))
    described = {
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field in schema.get("properties", ())
    }

    assert described - seen == set()


def post(client: Any, wish: dict[str, Any], *, dry_run: bool) -> tuple[Any, Any]:
    """Decide as somebody without a role; what was sent, with all it may say."""
    now = timezone.now()
    made = tokens.make(
        account=accounts.sign_in(github_id=7, login="zoe", name=""),
        name="program",
        scopes=["write"],
        expires_at=now + dt.timedelta(days=1),
        by="zoe",
        now=now,
    )
    seen = Decision.objects.get(kind="note").pk
    plain = dict.fromkeys(("track", "freeze", "criterion", "reason"), "")
    body = {"wishes": [{**plain, "seen": seen, **wish}]}
    answer = client.post(
        f"{DECISIONS.format(**NAMES)}?dry_run={dry_run}",
        body,
        "application/json",
        headers={"Authorization": f"Bearer {made.secret}"},
    )
    return body, answer


def test_words_of_kept_boards_are_those_of_boards(document):
    schema = document["components"]["schemas"]["KeptCell"]["properties"]["status"]
    assert schema["enum"] == [str(status) for status in Status]
