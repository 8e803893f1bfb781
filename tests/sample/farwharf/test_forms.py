"""Each irregular form that real KEPs have is somewhere in Farwharf, as of TODAY."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from enhancements import profiles

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.sample.changes import Change

FORMS = {
    "latest milestone that says nothing": (
        "sig-queue/118-",
        'latest-milestone: "0.0"\n',
    ),
    "milestones without v": ("sig-queue/739-", '  alpha: "1.29"\n  beta: "1.30"\n'),
    "latest milestone without v": ("sig-queue/739-", 'latest-milestone: "1.30"\n'),
    "a number for a version": ("sig-placement/748-", "latest-milestone: 1.30\n"),
    "versions without quotes": ("sig-placement/748-", "  alpha: v1.29\n  beta: 1.30\n"),
    "latest milestone undecided": ("sig-haulage/604-", 'latest-milestone: "TBD"\n'),
    "milestone undecided": ("sig-haulage/604-", '  beta: "TBD"\n  stable: "TBD"\n'),
    "latest milestone empty": ("sig-queue/1027-", 'latest-milestone: ""\n'),
    "stage empty": ("sig-queue/1027-", "\nstage:\n"),
    "milestone null": ("sig-placement/131-", "\nmilestone:\ndisable-supported"),
    "two releases for a stage": ("sig-haulage/716-", '  alpha: "v1.28, v1.30"\n'),
    "placeholder for a release": ("sig-placement/905-", '  stable: "x.y"\n'),
    "never": ("sig-auth/289-", '  stable: "never"\n'),
    "status misspelt": ("sig-placement/668-", "status: imlpemented\n"),
    "status of the template": (
        "sig-placement/905-",
        "status: provisional|implementable|",
    ),
    "status with a remark": ("sig-auth/167-", "status: implemented (alpha)\n"),
    "status that does not exist": ("sig-auth/289-", "status: superseded\n"),
    "stage of the template": ("sig-placement/905-", "stage: alpha|beta|stable\n"),
    "stage with a remark": ("sig-auth/884-", "stage: alpha (deferred)\n"),
    "stage twice": ("sig-haulage/870-", "stage: beta\nstage: alpha\n"),
    "deprecation": ("sig-haulage/455-", '  deprecated: "v1.29"\n  removed: "v1.30"\n'),
    "handles without @": ("sig-queue/203-", "authors:\n  - kavya-ranganeth\n"),
    "a team as approver": ("sig-queue/203-", "approvers:\n  - sig-queue-leads\n"),
    "teams as people": ("sig-haulage/988-", '  - "@sig-auth-leads"\n'),
    "nobody yet": ("sig-queue/1027-", "approvers:\n  - TBD\n"),
    "owner unlike the directory": ("sig-haulage/318-", "owning-sig: sig-placement\n"),
    "number unlike the directory": ("sig-sites/560-", "kep-number: 506\n"),
    "number of zeros": ("sig-sites/0000-", "kep-number: 0000\n"),
    "link by path": (
        "sig-queue/941-",
        '  - "/keps/sig-queue/655-suspend-and-resume"\n',
    ),
    "link without slash": ("sig-queue/941-", '  - "keps/sig-placement/1012-'),
    "link by address": (
        "sig-queue/941-",
        '  - "https://farwharf.example/issues/812"\n',
    ),
    "link in Markdown": ("sig-queue/941-", '  - "[Deadlines](/keps/sig-queue/437-'),
    "link in words": ("sig-queue/941-", "  - KEP-739\n"),
    "replaced": ("sig-haulage/779-", "superseded-by:\n"),
    "gates null": ("sig-sites/702-", "feature-gates:\n"),
    "gates empty": ("sig-placement/905-", "feature-gates: []\n"),
    "gate of two enhancements": ("sig-placement/748-", "  - name: StickyPlacement\n"),
    "yes for true": ("sig-sites/702-", "disable-supported: yes\n"),
    "metrics null": ("sig-sites/702-", "metrics:\n"),
    "day without zeros": ("sig-sites/853-", "creation-date: 2025-3-7\n"),
    "day of the template": ("sig-placement/905-", "creation-date: yyyy-mm-dd\n"),
    "release for a day": ("sig-sites/853-", "last-updated: v1.29\n"),
    "lists null": ("sig-haulage/152-", "participating-sigs:\n"),
    "a SIG undecided": ("sig-auth/967-", "  - sig-queue\n  - TBD\n"),
    "unknown key": ("sig-auth/967-", 'owner: "@quentin-arleux"\n'),
    "nested directory": ("sig-sites/wharfctl/957-", "kep-number: 957\n"),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_is_in_its_kep(harbour: Path, form: str) -> None:
    start, text = FORMS[form]
    (file,) = (harbour / "enhancements" / "keps").glob(f"{start}*/kep.yaml")

    assert text in file.read_text()


def test_one_number_is_on_two_enhancements(harbour: Path) -> None:
    keps = harbour / "enhancements" / "keps"

    assert sorted(str(path.relative_to(keps)) for path in keps.glob("sig-*/731-*")) == [
        "sig-auth/731-site-identity",
        "sig-placement/731-sticky-placement",
    ]


def test_readme_without_metadata_and_readiness_without_its_kep(harbour: Path) -> None:
    keps = harbour / "enhancements" / "keps"
    lonely = [
        str(file.parent.relative_to(keps))
        for file in keps.glob("sig-*/**/README.md")
        if not (file.parent / "kep.yaml").exists()
    ]
    readiness = {file.stem for file in keps.glob("prod-readiness/sig-*/*.yaml")}
    numbers = {path.parent.name.split("-")[0] for path in keps.rglob("kep.yaml")}

    assert lonely == ["sig-queue/826-backfill-windows"]
    assert readiness - numbers == {"693"}


def test_readiness_of_one_stage_has_no_approver(harbour: Path) -> None:
    folder = harbour / "enhancements" / "keps" / "prod-readiness"
    empty = [
        (file.stem, stage)
        for file in sorted(folder.glob("sig-*/*.yaml"))
        for stage, entry in yaml.safe_load(file.read_text()).items()
        if isinstance(entry, dict) and not entry["approver"]
    ]

    assert empty == [("731", "beta")]


def test_profile_takes_every_kep_and_not_the_template(harbour: Path) -> None:
    root = harbour / "enhancements"
    rules = profiles.load("sample-kep").documents
    paths = [str(file.relative_to(root)) for file in root.glob("keps/**/kep.yaml")]
    left = [path for path in paths if not rules.wants(path)]

    assert left == ["keps/NNNN-kep-template/kep.yaml"]
    assert len(paths) == 48


def test_metadata_is_no_yaml_for_one_version(story: list[Change]) -> None:
    broken = []
    for change in story:
        for path, data in change.files.items():
            if path.endswith("/kep.yaml") and data is not None:
                try:
                    yaml.safe_load(data)
                except yaml.YAMLError:
                    broken.append((path, change.subject))

    assert broken == [
        (
            "keps/sig-placement/1012-two-site-cargo/kep.yaml",
            "KEP-1012: name the shared line",
        )
    ]


def test_every_text_is_utf8_with_plain_line_ends(story: list[Change]) -> None:
    for change in story:
        for data in change.files.values():
            text = (data or b"").decode()
            assert "\r" not in text
