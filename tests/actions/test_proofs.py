"""Proofs, from the code repository's tags to the rows that pages read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from enhancements.actions import gate_links
from enhancements.actions.gate_links import GateClashed, GateRefused, Saying
from enhancements.models import Enhancement, Event, GateLink, Proof, Tag
from enhancements.profiles import load
from enhancements.sources import sync
from tests.support.tracked import CODE, KINDS, day, front_matter, schedule, vep

if TYPE_CHECKING:
    from tests.support.tracked import Tracked

pytestmark = pytest.mark.django_db
OWN = "The change is guarded by the `WarmStandby` feature gate."


def begun(demo: Tracked, document: bytes, **gates: str) -> None:
    """v1.5, planned before its freeze, and out with these gates at its tag."""
    dates = schedule(freeze="2025-01-20", out="2025-03-01")
    demo.commit({"releases/v1.5/schedule.yaml": dates}, day(1), kind="schedules")
    demo.commit({"veps/sig-compute/10-warm/vep.md": document}, day(2))
    demo.commit({"OWNERS": b"approvers: []\n"}, day(1), kind="rosters")
    demo.release("v1.5.0", day(60), **gates)
    demo.track(*KINDS, CODE)
    demo.sync()


def said(proof: Proof) -> tuple[str, ...]:
    at = proof.admitted_at.date().isoformat() if proof.admitted_at else ""
    return (proof.stage, proof.word, proof.gate, proof.registered, at)


def proofs() -> list[tuple[str, ...]]:
    return [said(one) for one in Proof.objects.order_by("release__minor", "stage")]


def test_gate_that_reached_its_stage_proves_it(demo: Tracked):
    begun(demo, vep(body=OWN, beta="v1.5"), WarmStandby="Beta")
    (proof,) = Proof.objects.all()
    assert said(proof) == ("beta", "proven", "WarmStandby", "beta", "")
    assert (proof.tag, proof.line, proof.tagged_at) == ("v1.5.0", 8, day(60))


def test_gate_in_a_lower_stage_is_a_slip_that_nobody_admitted(demo: Tracked):
    begun(demo, vep(body=OWN, beta="v1.5"), WarmStandby="Alpha")
    assert proofs() == [("beta", "absent", "WarmStandby", "alpha", "")]


def test_slip_is_admitted_by_the_first_version_that_names_another_release(
    demo: Tracked,
):
    begun(demo, vep(body=OWN, beta="v1.5"), WarmStandby="Alpha")
    path = "veps/sig-compute/10-warm/vep.md"
    demo.commit({path: vep(body=f"{OWN} Still.", beta="v1.5")}, day(70))
    demo.commit({path: vep(body=OWN, beta="v1.6")}, day(80))
    demo.sync()
    assert proofs() == [("beta", "absent", "WarmStandby", "alpha", "2025-03-26")]


def test_gate_that_is_registered_nowhere_proves_nothing(demo: Tracked):
    begun(demo, vep(body=OWN, beta="v1.5"), Another="Beta")
    assert proofs() == []


def test_front_matter_links_before_any_sentence(demo: Tracked):
    document = front_matter(
        title="Warm", stage="beta", milestone='{beta: "v1.5"}', feature_gate="Another"
    )
    begun(demo, document + OWN.encode(), WarmStandby="Alpha", Another="Beta")
    assert proofs() == [("beta", "proven", "Another", "beta", "")]


def test_bare_word_and_somebody_elses_gate_link_nothing(demo: Tracked):
    body = "Unlike the `Snapshot` feature gate, Root is off. It depends on the `Root`"
    document = vep(body=f"{body} feature gate.", beta="v1.5")
    begun(demo, document, Root="Beta", Snapshot="Beta")
    assert GateLink.objects.count() == 0
    assert proofs() == []


def test_removal_after_stable_proves_stable(demo: Tracked):
    begun(demo, vep(body=OWN, ga="v1.6"), WarmStandby="GA", Another="Beta")
    demo.release("v1.6.0", day(160), Another="Beta")
    demo.sync()
    assert proofs() == [("ga", "proven", "WarmStandby", "", "")]


def test_prerelease_proves_nothing(demo: Tracked):
    begun(demo, vep(body=OWN, beta="v1.6"), WarmStandby="Alpha")
    demo.release("v1.6.0-rc.0", day(100), WarmStandby="Beta")
    demo.sync()
    assert Tag.objects.filter(is_final=False).count() == 1
    assert proofs() == []


def test_moved_tag_is_read_again_and_the_old_one_kept(demo: Tracked):
    begun(demo, vep(body=OWN, beta="v1.5"), WarmStandby="Alpha")
    demo.release("v1.5.0", day(62), WarmStandby="Beta")
    demo.sync()
    assert proofs() == [("beta", "proven", "WarmStandby", "beta", "")]
    assert Tag.objects.filter(name="v1.5.0").count() == 2
    event = Event.objects.get(kind=Event.Kind.HISTORY_REWRITTEN)
    assert (event.subject, event.reason) == ("tag v1.5.0", "The tag was moved.")


def test_deleted_tag_proves_nothing_more(demo: Tracked):
    begun(demo, vep(body=OWN, beta="v1.5"), WarmStandby="Beta")
    demo.repositories[CODE].untag("v1.5.0")
    demo.sync()
    assert proofs() == []
    assert Tag.objects.get().registrations.count() == 1


def test_rebuild_changes_nothing(demo: Tracked):
    begun(demo, vep(body=OWN, alpha="v1.5", beta="v1.6"), WarmStandby="Beta")
    before = list(Proof.objects.values_list("pk"))
    links = list(GateLink.objects.values_list("pk"))
    sync.rebuild(project=demo.project, now=timezone.now())
    assert list(Proof.objects.values_list("pk")) == before
    assert list(GateLink.objects.values_list("pk")) == links


def test_link_of_one_track_does_not_prove_another(demo: Tracked):
    another = (
        "### Target releases (WarmTdx)\n\n- This VEP targets beta for version: v1.5"
    )
    own = "### Target releases (WarmSev)"
    text = vep(beta="v1.5").decode()
    text = text.replace("### Target releases", f"{another}\n\n{own}")
    begun(demo, text.encode(), WarmSev="Beta", WarmTdx="Alpha")
    rows = Proof.objects.order_by("track").values_list("track", "word", "gate")
    assert list(rows) == [
        ("WarmSev", "proven", "WarmSev"),
        ("WarmTdx", "absent", "WarmTdx"),
    ]


# --- By hand ------------------------------------------------------------------------


def saying(demo: Tracked, gate: str, **more: str) -> Saying:
    pk = Enhancement.objects.get(project=demo.project).pk
    given = {"track": "", "by": "ana", "reason": "It is."} | more
    return Saying(pk, gate=gate, **given)


def link(demo: Tracked, gate: str, **more: str) -> Event:
    return gate_links.link(
        project=demo.project,
        profile=load("kubevirt"),
        saying=saying(demo, gate, **more),
        now=timezone.now(),
    )


def unlink(demo: Tracked, gate: str, **more: str) -> Event:
    return gate_links.unlink(
        project=demo.project,
        profile=load("kubevirt"),
        saying=saying(demo, gate, **more),
        now=timezone.now(),
    )


def test_person_links_and_takes_it_back(demo: Tracked):
    begun(demo, vep(beta="v1.5"), Hot="Beta")
    event = link(demo, "Hot")
    assert proofs() == [("beta", "proven", "Hot", "beta", "")]
    gate_links.undo(
        project=demo.project,
        profile=load("kubevirt"),
        event=event,
        by="ana",
        reason="No.",
        now=timezone.now(),
    )
    assert proofs() == []
    kinds = Event.objects.filter(kind__startswith="gate").values_list("kind", flat=True)
    assert sorted(kinds) == ["gate-linked", "gate-unlinked"]


def test_person_denies_what_a_sentence_says(demo: Tracked):
    begun(demo, vep(body=OWN, beta="v1.5"), WarmStandby="Beta")
    unlink(demo, "WarmStandby")
    assert proofs() == []
    sync.rebuild(project=demo.project, now=timezone.now())
    assert proofs() == []
    link(demo, "WarmStandby")
    assert len(proofs()) == 1


@pytest.mark.parametrize(
    ("gate", "more", "error"),
    [
        ("Hot", {"reason": " "}, "Say why"),
        ("Hot", {"track": "cold"}, "no track"),
    ],
)
def test_link_is_refused(demo: Tracked, gate: str, more: dict[str, str], error: str):
    begun(demo, vep(beta="v1.5"), Hot="Beta")
    with pytest.raises(GateRefused, match=error):
        link(demo, gate, **more)
    assert proofs() == []


def test_what_somebody_else_said_meanwhile_is_not_overwritten(demo: Tracked):
    begun(demo, vep(beta="v1.5"), Hot="Beta")
    link(demo, "Hot", by="bo")
    with pytest.raises(GateClashed, match="bo has said something else"):
        unlink(demo, "Hot", seen="")
