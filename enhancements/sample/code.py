"""Lodestead's code, as far as it registers feature gates: a miniature with its tags.

What really became of the plans of the other repositories: betas that slipped and that
nobody wrote down (LiveCPURebase, CPUBurstCredits), a gate that was removed once it was
stable (GuestTrim), one that was renamed (CloneTemplates to TemplateClone), constants
that nothing registers (NUMAPlacementHints in v1.8, ApplianceDNS), a registration that
is a comment (ActionAuditTrail), and hints that are out of date.
"""

from __future__ import annotations

import dataclasses

from enhancements.sample.calendar import (
    CADENCE,
    FREEZES,
    GENERAL_AVAILABILITY,
    Calendar,
)
from enhancements.sample.changes import Change

FOLDER = "pkg/virt-config/featuregate"
RENAMED = {"TemplateClone": "CloneTemplates"}
"""Gates that v1.8 knew by another name."""

_BASE = {
    "Alpha": (
        "ChangedBlockBackup LiveCPURebase StableInterfaceNames MaintenancePause"
        " InterfaceBandwidthCeilings GuestIdentity OutsideGuestMetrics"
        " HostPressureBalloon VolumeHotplug SchedulerHints CloneTemplates"
    ),
    "Beta": "OnlineVolumeExpansion SecondaryNetworkHotplug",
}
_NEXT = {
    "Alpha": (
        "LiveCPURebase MaintenancePause InterfaceBandwidthCeilings GuestIdentity"
        " HostPressureBalloon NUMAPlacementHints TemplateClone SealedMemoryEnclave"
        " SealedMemoryFirmware ApplianceVolumeKeys MemoryHotResize IPv6Management"
        " CPUBurstCredits StalledGuestWatchdog"
    ),
    "Beta": (
        "ChangedBlockBackup StableInterfaceNames OutsideGuestMetrics"
        " SecondaryNetworkHotplug VolumeHotplug"
    ),
    "GA": "OnlineVolumeExpansion",
    "Deprecated": "SchedulerHints",
}


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """What the code registers at one moment: words of a stage to names."""

    gates: dict[str, str]
    constants: tuple[str, ...] = ()
    """Names that are defined and not registered."""
    commented: tuple[str, ...] = ()
    """Registrations that are comments."""


_V1_7 = State({"Alpha": "OnlineVolumeExpansion", "GA": "GuestTrim"})
_V1_8_BETA = State(_BASE | {"Alpha": "ChangedBlockBackup LiveCPURebase"})
_V1_8 = State(_BASE, constants=("NUMAPlacementHints",))
_V1_9 = State(_NEXT, constants=("ApplianceDNS",), commented=("ActionAuditTrail",))
_V1_10 = State(
    _NEXT
    | {
        "GA": "OnlineVolumeExpansion SecondaryNetworkHotplug",
        "Beta": "ChangedBlockBackup StableInterfaceNames OutsideGuestMetrics"
        " VolumeHotplug LiveCPURebase",
    },
    constants=("ApplianceDNS",),
    commented=("ActionAuditTrail",),
)


def _out(release: str) -> int:
    return FREEZES[release] + GENERAL_AVAILABILITY


def code(calendar: Calendar) -> list[Change]:
    """Its commits, each tagged as the release that it makes or leads to."""
    first = _out("v1.8") - CADENCE
    steps = (
        (first, "v1.7.0", _V1_7),
        (_out("v1.8") - 60, "v1.8.0-beta.0", _V1_8_BETA),
        (_out("v1.8") - 14, "v1.8.0-rc.0", _V1_8),
        (_out("v1.8"), "v1.8.0", _V1_8),
        (_out("v1.9") - 21, "v1.9.0-rc.0", _V1_9),
        (_out("v1.9"), "v1.9.0", _V1_9),
        (_out("v1.9") + 9, "v1.9.1", _V1_9),
        (FREEZES["v1.10"] + 22, "v1.10.0-alpha.0", _V1_10),
    )
    return [
        Change(
            at=calendar.at(day, "16:20:00"),
            by="rui-castelmar",
            subject=f"Release {tag}",
            files=_files(state),
            tag=tag,
        )
        for day, tag, state in steps
    ]


def _files(state: State) -> dict[str, bytes | None]:
    registered = {
        name: word for word, names in state.gates.items() for name in names.split()
    }
    done = ("GA", "Deprecated")
    active = {name: word for name, word in registered.items() if word not in done}
    inactive = {name: word for name, word in registered.items() if word in done}
    return {
        "README.md": b"# Lodestead\n\nOnly the feature gates are told here.\n",
        f"{FOLDER}/active.go": _go(active, state),
        f"{FOLDER}/inactive.go": _go(inactive, State({})),
    }


def _go(gates: dict[str, str], state: State) -> bytes:
    lines = ["package featuregate", "", "const ("]
    for number, name in enumerate((*gates, *state.constants, *state.commented)):
        if number % 3 == 0 or name in state.constants:
            # Nobody keeps these right: they say when it was meant to begin.
            lines += ["\t// Owner: sig-compute", "\t// Alpha: v1.8.0"]
        lines.append(f'\t{_constant(name, number)} = "{name}"')
    lines += [")", "", "func init() {"]
    for number, (name, word) in enumerate(gates.items()):
        lines += _registration(_constant(name, number), word, number)
    start = len(gates) + len(state.constants)
    for number, name in enumerate(state.commented, start):
        said = f"FeatureGate{{Name: {_constant(name, number)}, State: Alpha}}"
        lines.append(f"\t// RegisterFeatureGate({said})")
    return "\n".join([*lines, "}", ""]).encode()


def _constant(name: str, number: int) -> str:
    return f"{name}Gate" if number % 2 else name


def _registration(name: str, word: str, number: int) -> list[str]:
    """One registration, now on one line and now on several."""
    if number % 4 != 3:  # noqa: PLR2004 - every fourth
        return [f"\tRegisterFeatureGate(FeatureGate{{Name: {name}, State: {word}}})"]
    return [
        "\tRegisterFeatureGate(FeatureGate{",
        f"\t\tState: {word},",
        f"\t\tName:  {name},",
        "\t})",
    ]
