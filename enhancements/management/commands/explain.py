"""`manage.py explain`: what the checks of a freeze say of an enhancement, and why."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.models import Project
from enhancements.policy.checks import stored
from enhancements.policy.checks.judge import Verdict
from enhancements.policy.checks.outcome import Outcome, as_plain
from enhancements.policy.checks.seen import FreezeAt
from enhancements.queries import frame, judged, moments, single
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from enhancements.queries.judged import Judged
from enhancements.queries.moments import MomentRefused
from enhancements.queries.release import ReleaseUnknown

_MARKS = {"passed": "+", "failed": "x", "unknown": "?", "waived": "~"}
_WORDS = {"met": "all met", "at-risk": "at risk", "unknown": "cannot be told"}


class Command(BaseCommand):
    """Print the verdicts of one enhancement in one release."""

    help = (
        "Say what each check of a release's freezes sees of an enhancement and what"
        " follows from it, now or at a past moment."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which enhancement, release, freeze and check; when; in which form."""
        parser.add_argument("project")
        parser.add_argument("key", help="as in its address, e.g. 210")
        parser.add_argument("release", help="e.g. v1.9")
        parser.add_argument("--freeze", help="only this one, e.g. code-freeze")
        parser.add_argument("--check", help="only this one, with all it looked at")
        parser.add_argument(
            "--as-of", help="a time with zone, or a date: its end Anywhere on Earth"
        )
        parser.add_argument("--output", choices=("text", "json"), default="text")

    def handle(self, **options: Any) -> None:
        """Judge and print."""
        found = _judged(options)
        chosen = [
            (one, at, verdict)
            for one in found
            for at, verdict in one.verdicts
            if options["freeze"] in (None, at.key)
        ]
        if not chosen:
            raise CommandError(_nothing(found, options))
        if options["output"] == "json":
            data = [_data(*one, options["check"]) for one in chosen]
            self.stdout.write(json.dumps(data, indent=2, ensure_ascii=False))
            return
        for one, at, verdict in chosen:
            self._freeze(one, at, verdict, options["check"])

    def _freeze(
        self, one: Judged, at: FreezeAt, verdict: Verdict, check: str | None
    ) -> None:
        entry = one.entry
        track = f" ({entry.track})" if entry.track else ""
        ends = f"{at.ends_at:%Y-%m-%d %H:%M} UTC" if at.ends_at else "no date"
        self.stdout.write(
            f"{entry.key} {entry.title}{track}: {entry.stage.label}, {entry.kind}"
        )
        self.stdout.write(f"{at.label} ({ends}): {_WORDS[verdict.word]}")
        for outcome in verdict.outcomes:
            if check in (None, outcome.check):
                self._outcome(outcome, in_full=check is not None)
        self.stdout.write("")

    def _outcome(self, one: Outcome, *, in_full: bool) -> None:
        mark = _MARKS[one.state] if one.is_asked else "-"
        self.stdout.write(f"  {mark} {one.title}: {one.reason}")
        if one.waiver is not None:
            self.stdout.write(f"      waived by {one.waiver.by}: {one.waiver.reason}")
        if one.remedy and one.state != "passed":
            self.stdout.write(f"      {one.remedy}")
        if in_full:
            for label, url in one.evidence:
                self.stdout.write(f"      {label}: {url or 'no address'}")
            for name, value in one.inputs.items():
                self.stdout.write(f"      {name} = {json.dumps(value)}")


def _judged(options: dict[str, Any]) -> list[Judged]:
    now = timezone.now()
    try:
        moment = moments.parse(options["as_of"], now=now)
        setting = frame.load(options["project"], moment, now=now)
        release = _release(setting.frame.releases, options["release"])
        found = _enhancement(setting, options["key"])
        ids = {entry.enhancement for _, entry in found.entries}
        return judged.of_release(setting, release, only=min(ids, default=0))
    except MomentRefused as error:
        message = f"--as-of: {error}"
        raise CommandError(message) from error
    except frame.ProjectUnknown as error:
        known = ", ".join(Project.objects.values_list("name", flat=True)) or "none"
        message = f"No project “{options['project']}” is tracked. Tracked: {known}."
        raise CommandError(message) from error
    except ReleaseUnknown as error:
        known = ", ".join(setting.frame.releases[:6]) or "none"
        message = f"No source names a release {options['release']}. Known: {known}."
        raise CommandError(message) from error
    except EnhancementUnknown as error:
        message = f"No enhancement has or had the key “{options['key']}”."
        raise CommandError(message) from error


def _release(known: tuple[str, ...], name: str) -> str:
    return f"v{name}" if name not in known and f"v{name}" in known else name


def _enhancement(setting: frame.Setting, key: str) -> single.Single:
    try:
        return single.enhancement(setting, key)
    except EnhancementMoved as moved:
        return single.enhancement(setting, str(moved))


def _nothing(found: list[Judged], options: dict[str, Any]) -> str:
    if not found:
        return f"{options['key']} is not planned for {options['release']} then."
    keys = ", ".join(at.key for at, _ in found[0].verdicts) or "none"
    return f"There is no freeze “{options['freeze']}” to judge. Freezes: {keys}."


def _data(
    one: Judged, at: FreezeAt, verdict: Verdict, check: str | None
) -> dict[str, Any]:
    judged_ = stored.as_json(verdict, inputs=True)
    return {
        "key": one.entry.key,
        "track": one.entry.track,
        "stage": one.entry.stage.key,
        "kind": one.entry.kind,
        "freeze": at.key,
        "ends_at": as_plain(at.ends_at),
        "verdict": judged_["word"],
        "checks": [one for one in judged_["checks"] if check in (None, one["check"])],
    }
