"""Which SIG is near, and why."""

from __future__ import annotations

from enhancements.documents.sigs import Group
from enhancements.policy.propose.owning import Alike, suggest

GROUPS = (
    Group(
        "sig",
        "storage",
        "SIG Storage",
        mission="Keeps volumes and disks.",
        paths=("acme/code/pkg/disks",),
    ),
    Group(
        "sig",
        "network",
        "SIG Network",
        mission="Carries packets.",
        areas=("bindings",),
        paths=("acme/code/pkg/net", "acme/cni"),
    ),
    Group("sig", "compute", "SIG Compute", mission="Keeps everything else."),
)
KNOWN = ("compute", "network", "storage")


def near(text: str = "", paths: tuple[str, ...] = (), *alike: Alike) -> list[str]:
    return [one.sig for one in suggest(text, paths, alike, GROUPS, KNOWN)]


def test_nothing_speaks_for_any():
    assert near() == []
    assert near("A zebra crossing") == []
    # A word that all use tells none apart, one that two use little.
    assert near("Keeps") == ["compute", "storage"]


def test_what_is_alike_says_most_for_its_owner():
    rows = (
        Alike("10", "storage", ("network",), 1.0),
        Alike("11", "storage", (), 0.5),
        Alike("12", "", (), 0.5),
    )
    first, second = suggest("", (), rows, GROUPS, KNOWN)
    assert (first.sig, second.sig) == ("storage", "network")
    assert first.reasons == ("It owns #10 and #11, which are similar.",)
    assert second.reasons == ("It takes part in #10, which is similar.",)
    assert first.weight > second.weight


def test_own_description_and_paths_are_said():
    (one,) = suggest("Bigger disks", ("pkg/disks/big.go",), (), GROUPS, KNOWN)
    assert one.sig == "storage"
    assert one.reasons == (
        "It owns pkg/disks/big.go by the OWNERS files of its subprojects.",
        "It says “disks” of itself in the roster.",
    )


def test_path_belongs_to_whoever_owns_most_of_it():
    assert near("", ("pkg/net",)) == ["network"]
    assert near("", ("acme/cni/plugins",)) == ["network"]
    assert near("", ("https://github.com/acme/cni",)) == ["network"]
    # Part of a name is no folder.
    assert near("", ("pkg/network", "cni")) == []


def test_only_sigs_of_the_project_are_named():
    rows = (Alike("10", "gone", ("away",), 1.0),)
    assert near("", (), *rows) == []


def test_many_that_are_alike_are_counted():
    rows = tuple(Alike(str(n), "storage", (), 1.0) for n in range(10, 15))
    (one,) = suggest("", (), rows, GROUPS, KNOWN)
    assert one.reasons == ("It owns #10, #11, #12 and 2 more, which are similar.",)
