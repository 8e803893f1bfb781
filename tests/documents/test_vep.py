from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents import vep
from enhancements.documents.facts import DIRECTORY, Fact
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")
PATH = "veps/sig-storage/412-warm-spare-disks/vep.md"

HEALTHY = """\
# VEP #412: Warm spare disks

Owners:
- @ada-l
- @grace

## VEP Status Metadata

### Target releases

<!--
Only name the upcoming release here.
- This VEP targets alpha for version: v1.1
-->

- This VEP targets alpha for version: v1.8
- This VEP targets beta for version: v1.9.0
- This VEP targets GA for version:

### Release Signoff Checklist

- [x] (R) Enhancement issue created, which links to VEP dir
  in [enhancements](https://github.com/example/enhancements/issues/412)
- [ ] (R) Beta target version is explicitly mentioned and approved

## Overview

```sh
# VEP #1: not this one
```

## Graduation

### Beta (v1.11)
"""


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return vep.read(data, profile=KUBEVIRT)


def values(text, *fields):
    """The facts of these fields as field, value and problem."""
    facts = read(text).facts
    return [(f.field, f.value, f.problem) for f in facts if f.field in fields]


def test_document_is_read_whole():
    reading = read(HEALTHY)
    assert reading.facts == (
        Fact("title", "Warm spare disks", "VEP #412: Warm spare disks", 1),
        Fact("number", 412, "VEP #412: Warm spare disks", 1),
        Fact("authors", ["ada-l", "grace"], "@ada-l, @grace", 3),
        Fact(
            "tracking_issue",
            412,
            "- [x] (R) Enhancement issue created, which links to VEP dir",
            22,
        ),
        Fact("target.alpha", "v1.8", "v1.8", 16),
        Fact("target.beta", "v1.9", "v1.9.0", 17),
        Fact("target.ga", None, "", 18),
    )
    assert [heading.text for heading in reading.headings] == [
        "VEP #412: Warm spare disks",
        "VEP Status Metadata",
        "Target releases",
        "Release Signoff Checklist",
        "Overview",
        "Graduation",
        "Beta (v1.11)",
    ]
    assert reading.unreadable == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "  \n"),
    ],
    ids=["carriage-returns", "byte-order-mark", "trailing-blanks"],
)
def test_document_says_the_same_however_it_is_saved(change):
    expected = [(f.field, f.value, f.line) for f in read(HEALTHY).facts]
    assert [(f.field, f.value, f.line) for f in read(change(HEALTHY)).facts] == expected


@pytest.mark.parametrize(
    ("line", "title", "number"),
    [
        ("# VEP #10: Spare disks", "Spare disks", 10),
        ("# VEP 14: Spare disks ", "Spare disks", 14),
        ("# VEP-258: Spare disks", "Spare disks", 258),
        ("# VEP#118:  Spare  disks", "Spare disks", 118),
        ("# VEP #0171: Spare disks", "Spare disks", 171),
        (r"# VEP \#86: Spare disks", "Spare disks", 86),
        ("# VEP 416 Spare disks", "Spare disks", 416),
        ("# vep 7 - Spare disks", "Spare disks", 7),
        ("# VEP #21 - Part 2: Spare disks", "Part 2: Spare disks", 21),
        ("# **VEP #10:** `Spare` disks", "Spare disks", 10),
        ("VEP #10: Spare disks\n====", "Spare disks", 10),
    ],
)
def test_title_and_number_are_read_from_the_heading(line, title, number):
    assert values(line, "title", "number") == [
        ("title", title, ""),
        ("number", number, ""),
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# VEP: Probe proxy", "Probe proxy"),
        ("# VEP : Probe proxy", "Probe proxy"),
        ("# Probe proxy", "Probe proxy"),
        ("# VEPs on paper", "on paper"),
        ("# Veprise", "Veprise"),
    ],
)
def test_title_without_a_number_names_none(line, title):
    assert values(line, "title", "number") == [("title", title, "")]


@pytest.mark.parametrize(
    ("line", "title", "given"),
    [
        ("# VEP #97.1: Spare disks", "Spare disks", "97.1"),
        ("# VEP #Spare disks", "Spare disks", "Spare disks"),
        ("# VEP #NNNN: Spare disks", "Spare disks", "NNNN"),
        ("# VEP NNNN: Spare disks", "Spare disks", "NNNN"),
        ("# VEP #0000: Spare disks", "Spare disks", "0000"),
        ("# VEP #10a: Spare disks", "10a: Spare disks", "10a: Spare disks"),
    ],
)
def test_number_that_is_none_is_a_problem(line, title, given):
    assert values(line, "title", "number") == [
        ("title", title, ""),
        (
            "number",
            None,
            (
                f'Line 1: "{given}" is no number of a VEP; write the whole number of '
                "its "
                "tracking issue."
            ),
        ),
    ]


def test_title_of_the_template_is_a_problem():
    assert values("# VEP #140: Your short, descriptive title", "title") == [
        (
            "title",
            None,
            (
                'Line 1: "Your short, descriptive title" is the template\'s; write the '
                "title of a VEP."
            ),
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Overview\n\n# Design\n",
        "# Table of contents\n",
        "## VEP #10: A section\n",
        "## Before\n\n# After\n",
        "```\n# VEP #10: In code\n```\n",
        "No heading at all",
        "",
    ],
)
def test_document_without_a_title_names_none(text):
    assert values(text, "title", "number") == []


def test_title_is_found_below_other_headings():
    text = "# Overview\n\n# VEP #10: Spare disks\n"
    assert values(text, "number") == [("number", 10, "")]


def test_metadata_twice_with_two_values_leaves_none():
    assert values("# T\nOwner: @ada-l\nAuthor: @grace\n", "authors") == [
        ("authors", None, "Lines 2 and 3 differ on authors; keep one of them.")
    ]


@pytest.mark.parametrize(
    ("text", "line", "name", "how"),
    [
        ("# T\n```\n- Beta: v1.9\n", 2, "code block", "with the mark that opens it"),
        ("# T\n\n<!-- x\n- Beta: v1.9\n", 3, "comment", "with -->"),
    ],
)
def test_mark_that_is_never_closed_is_a_problem(text, line, name, how):
    assert values(text, "text") == [
        (
            "text",
            None,
            (
                f"The {name} that begins on line {line} is never closed, so nothing "
                "after "
                f"it is read; close it {how}."
            ),
        )
    ]


def test_front_matter_and_prose_are_two_sources():
    text = (
        "---\ntitle: Warm disks\nvep-number: 412\nmilestone: {beta: v1.10}\n---\n"
        "# VEP #413: Warm spare disks\n## Target releases\n- Beta: v1.9\n"
    )
    assert [(f.source, f.field, f.value, f.line) for f in read(text).facts] == [
        ("front-matter", "title", "Warm disks", 2),
        ("front-matter", "number", 412, 3),
        ("front-matter", "target.beta", "v1.10", 4),
        ("document", "title", "Warm spare disks", 6),
        ("document", "number", 413, 6),
        ("document", "target.beta", "v1.9", 8),
    ]


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"# T\n\xe9\n", "The file is not UTF-8 text: line 2 has a byte"),
        (b"# T\n\0", "The file is binary, not text"),
        (b"a" * 2_000_000, "The file has 2,000,000 bytes; at most 1,048,576 are read."),
        (b"---\na: b: c\n---\n# T\n", "The front matter is not YAML, line 2: mapping"),
        (b"---\na: b\n# T\n", "The front matter that begins on line 1 is never closed"),
    ],
)
def test_unreadable_document_says_why_and_nothing_else(data, start):
    reading = read(data)
    assert reading.unreadable.startswith(start)
    assert (reading.facts, reading.headings) == ((), ())


def test_values_are_what_their_json_gives_back():
    values = [fact.value for fact in read(HEALTHY).facts]
    assert json.loads(json.dumps(values)) == values


@pytest.mark.parametrize(
    ("path", "number", "sig", "directory"),
    [
        (PATH, 412, "storage", "412-warm-spare-disks"),
        ("veps/sig-compute/0171-cold/cold.md", 171, "compute", "0171-cold"),
        ("veps/sig-compute/0176_a_b/vep.md", 176, "compute", "0176_a_b"),
        ("veps/sig-compute/16-image volume/x.md", 16, "compute", "16-image volume"),
        ("veps/sig-compute/80-TDX-SNP/x.md", 80, "compute", "80-TDX-SNP"),
        ("veps/SIG Odd_One/5/vep.md", 5, "odd-one", "5"),
        ("veps/storage/5-a/vep.md", 5, "storage", "5-a"),
        ("veps/meta-VEPs/282-governance/vep.md", 282, None, "282-governance"),
    ],
)
def test_path_names_number_sig_and_directory(path, number, sig, directory):
    assert vep.path_facts(path, profile=KUBEVIRT) == (
        Fact("number", number, directory, source=DIRECTORY),
        Fact("directory", directory, directory, source=DIRECTORY),
        Fact("sig", sig, path.split("/")[1], source=DIRECTORY),
    )


@pytest.mark.parametrize(
    "directory",
    ["warm-disks", "NNNN-warm-disks", "97.1-warm", "0000-warm", "3d-warm", "9" * 40],
)
def test_directory_without_a_number_is_a_problem(directory):
    number, *others = vep.path_facts(
        f"veps/sig-storage/{directory}/vep.md", profile=KUBEVIRT
    )
    assert number == Fact(
        "number",
        None,
        directory,
        source=DIRECTORY,
        problem=f'The directory "{directory}" does not begin with a whole number; '
        "name it after the VEP's tracking issue, as in 123-name.",
    )
    assert [(fact.field, fact.problem) for fact in others] == [
        ("directory", ""),
        ("sig", ""),
    ]


def test_document_directly_in_its_sigs_directory_is_a_problem():
    assert vep.path_facts("veps/sig-storage/disks.md", profile=KUBEVIRT) == (
        Fact(
            "number",
            None,
            "disks.md",
            source=DIRECTORY,
            problem="disks.md lies directly in its SIG's directory; move it into a "
            "directory named after its tracking issue, as in 123-name/vep.md.",
        ),
        Fact("sig", "storage", "sig-storage", source=DIRECTORY),
    )


@given(st.text())
def test_path_facts_never_raise(path):
    facts = vep.path_facts(path, profile=KUBEVIRT)
    assert all(fact.value is None or fact.problem == "" for fact in facts)


@given(st.binary() | st.text().map(str.encode))
def test_read_never_raises_and_a_problem_leaves_no_value(data):
    reading = read(data)
    assert all(fact.value is None or fact.problem == "" for fact in reading.facts)
    keys = {(fact.source, fact.track, fact.field) for fact in reading.facts}
    assert len(keys) == len(reading.facts)


@pytest.mark.parametrize(
    "text",
    [
        "## Target releases\n" * 50_000,
        "## Release Signoff Checklist\n- [x] Enhancement issue created\n" * 15_000,
        "# T\n" + "Owner:\n" * 100_000,
        "# T\n## Release Signoff Checklist\n- [x] " + "enhancement issue\n" * 50_000,
        "## Target releases\n" + ("- Beta " + "targets " * 200 + "\n") * 500,
        ("## target release " + "a " * 900 + "(\n") * 500,
        "## Target releases\n" + "- Beta: v1.9\n" * 60_000,
        "---\n" + "a: b\n" * 100_000 + "---\n",
    ],
    ids=[
        "sections",
        "checklists",
        "owners",
        "a-long-item",
        "many-verbs",
        "long-headings",
        "one-target-again-and-again",
        "front-matter",
    ],
)
def test_read_takes_no_longer_for_hostile_text(text):
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 5
