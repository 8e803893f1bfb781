from __future__ import annotations

import pytest

from enhancements.profiles import ProfileInvalid, load
from enhancements.profiles.command_rules import CommandRules
from enhancements.profiles.loader import read_profile

KUBEVIRT, KUBERNETES, SAMPLE = map(load, ("kubevirt", "kubernetes", "sample"))


@pytest.mark.parametrize(
    ("title", "labels", "expected"),
    [
        ("VEP 10: Title of it", [], True),
        ("[Retroactive-VEP] VEP 277: Title of it", [], True),
        ("TEE: Enable ARM", ["sig/compute"], False),
        ("TEE: Enable ARM", ["kind/tracker"], True),
        # A title that is still the template's needs the label.
        ("VEP #140: Your short, descriptive title", [], False),
        ("VEP #140: Your short, descriptive title", ["kind/tracker"], True),
        ("Enforce SIG sign off of VEPs", ["kind/enhancement"], False),
    ],
)
def test_tracking_issue_of_kubevirt(title, labels, expected):
    assert KUBEVIRT.issues.is_tracking(title, labels) is expected


@pytest.mark.parametrize(
    ("title", "labels", "body", "expected"),
    [
        ("Pod certificates", ["lead-opted-in"], "", True),
        ("Pod certificates", ["tracked/no"], "", True),
        ("Pod certificates", ["stage/alpha"], "", True),
        ("Pod certificates", ["sig/auth"], "", False),
        ("KEP-4317: Pod certificates", [], "", True),
        (
            "Pod certificates",
            [],
            "- One-line enhancement description (can be used as a release note): Keys",
            True,
        ),
        (
            "Nothing",
            [],
            "- One-line enhancement description (can be used as a release note):\n",
            False,
        ),
    ],
)
def test_tracking_issue_of_kubernetes(title, labels, body, expected):
    assert KUBERNETES.issues.is_tracking(title, labels, body) is expected


def test_profile_without_rules_knows_no_tracking_issue_and_no_command():
    assert not KUBEVIRT.issues.__class__().is_tracking("VEP 1: A", ["kind/tracker"])
    assert (CommandRules().mode, CommandRules().verbs) == ("off", ())


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [("v1.37", True), ("v1.37.0", False), ("next", False), ("keps-beta", False)],
)
def test_milestones_that_are_releases(milestone, expected):
    assert KUBERNETES.issues.is_release(milestone) is expected


@pytest.mark.parametrize(
    ("profile", "label", "expected"),
    [
        (KUBEVIRT, "sig/compute", ("sig", "compute")),
        (KUBEVIRT, "stage/beta", None),
        (KUBEVIRT, "kind/tracker", None),
        (SAMPLE, "stage/stable", ("stage", "ga")),
        (SAMPLE, "sig/network", ("sig", "network")),
        (KUBERNETES, "Stage/Beta", ("stage", "beta")),
        (KUBERNETES, "tracked/out-of-tree", ("tracked", "out-of-tree")),
        (KUBERNETES, "lead-opted-in", ("opted_in", "lead-opted-in")),
        (KUBERNETES, "sig/", None),
    ],
)
def test_what_a_label_claims(profile, label, expected):
    assert profile.label_claim(label) == expected


@pytest.mark.parametrize(
    ("repository", "kind"),
    [
        ("KubeVirt/enhancements", "document"),
        ("kubevirt/kubevirt", "code"),
        ("kubevirt/user-guide", "docs"),
    ],
)
def test_kind_of_a_pull_request_by_its_repository(repository, kind):
    assert KUBEVIRT.pulls.kind_of(repository, documents="kubevirt/enhancements") == kind


def test_sample_acts_by_itself_and_the_real_projects_do_not():
    modes = [one.command_rules.mode for one in (KUBEVIRT, KUBERNETES, SAMPLE)]
    assert modes == ["off", "off", "act"]
    heard = ("sig", "kind", "stage", "assign", "concern", "resolve-concern")
    assert SAMPLE.command_rules.verbs == heard
    assert not {"stage", "milestone"} & set(KUBEVIRT.command_rules.verbs)


def test_no_command_both_holds_and_is_said_to_work_nowhere():
    for profile in (KUBEVIRT, KUBERNETES, SAMPLE):
        rules = profile.command_rules
        dead = {deaf.verb for deaf in rules.deaf if not deaf.values}
        assert not dead & set(rules.verbs)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[issues]\nlabel = "x"', "issues.label: no profile has this key;"),
        ('[issues.keys]\ntimeline = "time"', "issues.keys.timeline: write one of '',"),
        ('[issues.lists]\nvep = "doc"', "issues.lists.vep: write one of '', document,"),
        ('[issues.stages]\nnew = "first"', "issues.stages.new: write the key of a"),
        ('[issues]\ntitle = "("', "issues.title: write a regular expression ("),
        ('[pulls]\ntitle = "x"', "pulls.title: write an expression with the group"),
        ('[pulls]\nlinks = ["a(b)"]', "pulls.links: write expressions with one group,"),
        ('[pulls]\nlinks = ["("]', "pulls.links: write regular expressions ("),
        ('[command_rules]\nmode = "on"', "command_rules.mode: write one of off, read,"),
        ('[command_rules]\nverbs = ["sigs"]', "command_rules.verbs: write words among"),
        ('[command_rules.who]\nclose = ["me"]', "command_rules.who.close: write some"),
        ("[command_rules.who]\nclose = []", "command_rules.who.close: write some of"),
        (
            '[command_rules.values]\nsig = ["a"]',
            "command_rules.values.sig: write lists",
        ),
        ('[[labels]]\nname = "a/*"\nfield = "A-b"', "labels[1].field: write a field's"),
    ],
)
def test_refusal_names_the_key_and_what_to_write(tmp_path, text, sentence):
    (tmp_path / "own.toml").write_text(f'extends = "kubevirt"\n{text}\n', "utf-8")
    with pytest.raises(ProfileInvalid) as caught:
        read_profile("own", tmp_path)
    assert str(caught.value).startswith(f"own.toml: {sentence}")


def test_child_lays_its_keys_over_those_of_its_parent(tmp_path):
    (tmp_path / "own.toml").write_text(
        'extends = "kubevirt"\n[issues]\nlabels = ["kind/mine"]\n'
        '[issues.keys]\n"**Owner** (one)" = "owners"\n'
        '[command_rules]\nmode = "dry-run"\n',
        "utf-8",
    )
    own = read_profile("own", tmp_path)
    assert own.issues.is_tracking("Any", ["kind/mine"])
    assert own.issues.field_of("owner:") == "owners"
    assert own.issues.field_of("**Timeline**") == "targets"
    assert own.command_rules.mode == "dry-run"
    assert own.command_rules.verbs == KUBEVIRT.command_rules.verbs
