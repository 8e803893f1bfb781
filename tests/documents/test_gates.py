from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents import gates
from enhancements.documents.gate_facts import CONSTANT, HINT, REGISTERED, UNREAD, Said
from enhancements.profiles import load

GO = load("kubevirt").gates
YAML = load("kubernetes").gates
PATH = "pkg/virt-config/featuregate/active.go"


def go(text: str, **more: str) -> list[Said]:
    files = {PATH: text.encode()} | {name: t.encode() for name, t in more.items()}
    return list(gates.read(files, GO, release="v1.9"))


def registered(said: list[Said]) -> dict[str, str]:
    return {one.gate: one.word for one in said if one.kind == REGISTERED}


def kinds(said: list[Said], kind: str) -> list[str]:
    return [one.gate for one in said if one.kind == kind]


def call(body: str) -> str:
    return f"func init() {{\n\tRegisterFeatureGate(FeatureGate{{{body}}})\n}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('const A = "Alpha1"\n' + call("Name: A, State: Beta"), {"Alpha1": "Beta"}),
        ('const A string = "Typed"\n' + call("Name: A, State: GA"), {"Typed": "GA"}),
        ('const A, B = "One1", "Two2"\n' + call("Name: B, State: GA"), {"Two2": "GA"}),
        (
            'const (\n\tA = "Raw1"\n)\n' + call("State: Alpha, Name: A"),
            {"Raw1": "Alpha"},
        ),
        (
            'const B = "Deep"\nconst A = B\n' + call("Name: A, State: GA"),
            {"Deep": "GA"},
        ),
        (call('Name: "Literal", State: Alpha'), {"Literal": "Alpha"}),
        (call('"Literal", Discontinued'), {"Literal": "Discontinued"}),
        (call("\n\t\tName:  `Quoted`,\n\t\tState: pkg.GA,\n\t"), {"Quoted": "GA"}),
        (
            'const A = "Told"\n'
            + call('Name: A, Message: fmt.Sprintf("a, %s}", "b"), State: Deprecated'),
            {"Told": "Deprecated"},
        ),
        (
            'const A = "Said" // Beta: v1.3.0\n' + call("Name: A, State: Alpha"),
            {"Said": "Alpha"},
        ),
        ("func RegisterFeatureGate(fg FeatureGate) { all[fg.Name] = fg }", {}),
        ("func (r *R) RegisterFeatureGate(fg FeatureGate) {}", {}),
        ("/*\n" + call('Name: "Gone", State: GA') + "*/", {}),
        ("var s = `" + call('Name: "Gone", State: GA') + "`", {}),
    ],
)
def test_forms_of_registrations(text: str, expected: dict[str, str]):
    assert registered(go(f"package featuregate\n\n{text}")) == expected


def test_constant_of_another_file_is_resolved():
    other = 'package featuregate\nconst (\n\tA = "Elsewhere"\n)\n'
    said = go(call("Name: A, State: Beta"), **{"other.go": other})
    assert registered(said) == {"Elsewhere": "Beta"}


def test_packages_below_the_folder_register_gates_too():
    """As KubeVirt's main branch has it since v1.9: a package for each SIG."""
    text = (
        "package compute\n\n"
        'import "kubevirt.io/kubevirt/pkg/virt-config/featuregate"\n\n'
        "// Owner: @olga\n// Alpha: v1.10.0\n"
        'const WarmGate = "WarmStart"\n\n'
        "func init() {\n\tfeaturegate.RegisterFeatureGate(featuregate.FeatureGate{"
        "Name: WarmGate, State: featuregate.Alpha})\n}\n\n"
        "func (g ComputeFeatureGates) WarmEnabled() bool {\n"
        "\treturn featuregate.GateEnabled(WarmGate, g.ConfigReader)\n}\n"
    )
    path = "pkg/virt-config/featuregate/compute/warm_start.go"
    (said,) = [one for one in go("", **{path: text}) if one.kind == REGISTERED]
    assert (said.gate, said.word, said.path, said.line) == (
        *("WarmStart", "Alpha", path),
        10,
    )


def test_name_means_what_its_own_package_calls_so():
    folder = "pkg/virt-config/featuregate"
    files = {
        f"{folder}/{package}/gate.go": f'const Gate = "{gate}"\n'
        + call(f"Name: Gate, State: {word}")
        for package, gate, word in (
            ("compute", "Cold", "GA"),
            ("network", "Net", "Beta"),
        )
    }
    assert registered(go("", **files)) == {"Cold": "GA", "Net": "Beta"}


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("pkg/virt-config/featuregate/active.go", True),
        ("pkg/virt-config/featuregate/compute/numa.go", True),
        ("pkg/virt-config/featuregate/feature-gates_test.go", False),
        ("pkg/virt-config/featuregate/compute/numa_test.go", False),
        ("pkg/virt-config/featuregate/compute/BUILD.bazel", False),
        ("pkg/virt-config/configuration.go", False),
    ],
)
def test_files_that_register_are_told_from_others(path, is_wanted):
    assert GO.wants(path) is is_wanted


def test_constant_that_is_not_registered_is_no_registration():
    said = go('const A = "NeverOn"\n')
    assert (registered(said), kinds(said, CONSTANT)) == ({}, ["NeverOn"])


def test_comments_are_hints():
    text = (
        "const (\n\t// Owner: sig-storage\n\t// Alpha: v1.6.0\n\t// Beta: v1.8\n\t//\n"
        '\t// It is of use.\n\tA = "Hinted"\n)\n'
        "func init() {\n"
        "\t// RegisterFeatureGate(FeatureGate{Name: A, State: Beta})\n}\n"
    )
    hints = [(h.gate, h.word, h.line) for h in go(text) if h.kind == HINT]
    assert hints == [
        ("Hinted", "Alpha, v1.6.0", 3),
        ("Hinted", "Beta, v1.8", 4),
        ("Hinted", "", 10),
    ]
    assert registered(go(text)) == {}


def test_constant_that_nothing_defines_is_listed_with_its_line():
    (said,) = go(call("Name: Missing, State: Beta"))
    assert (said.kind, said.line) == (UNREAD, 2)
    assert said.raw == "RegisterFeatureGate(FeatureGate{Name: Missing, State: Beta})"
    assert "Missing" in said.problem


def test_unknown_word_is_kept_with_a_problem():
    (said,) = go(call('Name: "Odd", State: Gamma'))
    assert (said.kind, said.word) == (REGISTERED, "Gamma")
    assert "Gamma" in said.problem


def test_of_two_registrations_the_last_counts():
    twice = call('Name: "Twice", State: Beta') + call('Name: "Twice", State: GA')
    said = go(twice)
    assert registered(said) == {"Twice": "GA"}
    assert [one.line for one in said if one.kind == UNREAD] == [2]


NAMES = st.from_regex(r"[A-Z][A-Za-z0-9]{3,20}", fullmatch=True).filter(
    lambda name: name not in GO.stages
)
STATES = st.sampled_from(sorted(GO.stages))


@given(st.dictionaries(NAMES, STATES, max_size=12), st.randoms(use_true_random=False))
def test_whatever_is_registered_is_read(wanted, random):
    lines = [f'\tC{n} = "{name}"' for n, name in enumerate(wanted)]
    random.shuffle(lines)
    calls = []
    for number, state in enumerate(wanted.values()):
        fields = [f"Name: C{number}", f"State: {state}", 'Message: "a, } // b"']
        random.shuffle(fields)
        between = random.choice([", ", ",\n\t\t", ", // Alpha: v1.0\n\t\t"])
        body = between.join(fields)
        calls.append(f"\tRegisterFeatureGate(FeatureGate{{{body}}})")
    text = "\n".join(["const (", *lines, ")", "func init() {", *calls, "}"])
    said = go(text)
    assert registered(said) == wanted
    assert kinds(said, UNREAD) == []


@given(st.text(max_size=400))
def test_nothing_makes_the_reader_of_go_fail(text: str):
    assert all(one.path == PATH for one in go(text))


@given(st.binary(max_size=300))
def test_nothing_makes_the_reader_of_lists_fail(content: bytes):
    gates.read({"list.yaml": content}, YAML, release="v1.30")


# --- Kubernetes' list ---------------------------------------------------------------


def listed(text: str, release: str) -> list[Said]:
    return list(gates.read({"list.yaml": text.encode()}, YAML, release=release))


def spec(version: str, stage: str, *, locked: bool = False) -> str:
    return (
        f"  - default: true\n    lockToDefault: {str(locked).lower()}\n"
        f'    preRelease: {stage}\n    version: "{version}"\n'
    )


ITEM = "# Generated.\n\n- name: WarmStart\n  versionedSpecs:\n"


@pytest.mark.parametrize(
    ("release", "word"),
    [
        ("v1.31", ""),
        ("v1.32", "Alpha"),
        ("v1.33", "Alpha"),
        ("v1.34", "Beta"),
        ("v1.40", "GA, locked"),
    ],
)
def test_stage_is_that_of_the_highest_version_up_to_the_release(release, word):
    text = ITEM + spec("1.32", "Alpha") + spec("1.34", "Beta")
    text += spec("1.40", "GA", locked=True)
    assert registered(listed(text, release)) == ({"WarmStart": word} if word else {})


@pytest.mark.parametrize(
    "text",
    [
        "name: NotAList\n",
        "- name: NoSpecs\n",
        "- versionedSpecs: []\n",
        "- name: Bad\n  versionedSpecs:\n  - preRelease: Alpha\n    version: soon\n",
        "- name: Bad\n  versionedSpecs:\n  - version: '1.30'\n",
        "- [\n",
    ],
)
def test_what_cannot_be_read_of_a_list_is_said(text: str):
    (said,) = listed(text, "v1.30")
    assert said.kind == UNREAD
    assert said.problem


def test_item_knows_its_line_and_text():
    (said,) = listed(ITEM + spec("1.32", "Alpha"), "v1.32")
    assert said.line == 3
    assert said.raw.startswith("- name: WarmStart")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("v1.9.0", ("v1.9", True)),
        ("v1.10.0", ("v1.10", True)),
        ("v1.9.1", None),
        ("v1.9.0-rc.1", ("v1.9", False)),
        ("v1.9.0-alpha.0", ("v1.9", False)),
        ("1.9.0", None),
        ("nightly", None),
    ],
)
def test_only_the_first_final_tag_makes_a_release(tag, expected):
    assert GO.release_of(tag) == expected
