"""docs/checks.md: every check of the register, written from the register itself.

python -m enhancements.profiles.checks_page > docs/checks.md
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator

from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criterion
from enhancements.policy.checks.parameters import Parameter, plain
from enhancements.policy.checks.registry import Check
from enhancements.policy.checks.wording import joined
from enhancements.profiles import load

WIDTH = 94
PROFILES = ("kubevirt", "kubernetes")

HEAD = """\
# Checks

What a freeze asks of an enhancement, written by `python -m
enhancements.profiles.checks_page` from the register in `enhancements/policy/checks`; a
test sees that this page is up to date. [Decision
0030](decisions/0030-what-a-verdict-is.md) says what a verdict is.

A check answers **passed**, **failed**, **unknown** (the record cannot tell, and why) or
**waived** (a person decided that it need not be passed). A freeze is **met** when all
its checks are passed or waived, **at risk** when one failed, else **unknown**. A freeze
ends with its moment: what happened in that second is in time.

Which freezes have which checks is in the profile, and each release keeps a copy that
may be edited:

```toml
[freezes.code-freeze]
hard = true

[[freezes.code-freeze.checks]]
check = "code-merged"
with = { accept = "merged" }
```

| Key | Meaning |
| --- | --- |
| `check` | the check's key, as below |
| `key` | its own key in the freeze, when a check is there twice; what a waiver names |
| `title` | how the board calls it |
| `with` | its parameters |
| `stages`, `kinds` | of which stages and kinds of work it is asked; all without |
| `from_release` | the first release of which it is asked |
| `counts` | `false` for advice, which is shown and no part of the verdict |

In titles and texts `{release}` stands for v1.36, `{version}` for 1.36, `{stage}` for
the profile's key of the stage, `{canonical}` for alpha, beta or stable, `{number}`,
`{sig}` and `{owner}` for the enhancement's number, its SIG and who has its repository.
Every check takes `how`: the remedy in the project's own words.
"""


def page() -> str:
    """The page as Markdown."""
    uses = _uses()
    checks = sorted(CHECKS.values(), key=lambda one: one.key)
    parts = ["\n".join(_section(one, uses.get(one.key, []))) for one in checks]
    return "\n".join([HEAD, *parts]).rstrip() + "\n"


def _uses() -> dict[str, list[str]]:
    """Check to the freezes of the bundled projects that ask it."""
    found: dict[str, list[str]] = {}
    for name in PROFILES:
        profile = load(name)
        for freeze in profile.criteria.freezes:
            for one in freeze.criteria:
                text = f"{profile.title}, {freeze.label}: {_use(one)}"
                found.setdefault(one.check, []).append(text)
    return found


def _use(one: Criterion) -> str:
    limits = [
        f"only {joined(one.stages, most=9)}" if one.stages else "",
        f"only {joined(one.kinds)}" if one.kinds else "",
        f"from {one.from_release} on" if one.from_release else "",
        "" if one.counts else "advice",
    ]
    words = "; ".join(limit for limit in limits if limit)
    return f"`{one.key}`, “{one.title}”" + (f" ({words})" if words else "")


def _section(check: Check, uses: list[str]) -> Iterator[str]:
    yield f"## {check.key}\n"
    yield f"{_filled(check.rule)}\n"
    yield _filled(f"Source: {check.source}") + "\n"
    own = {name: one for name, one in check.parameters.items() if name != "how"}
    if own:
        yield "| Parameter | Default | Meaning |"
        yield "| --- | --- | --- |"
        yield from (
            f"| `{name}` | {_default(one)} | {one.meaning} |"
            for name, one in own.items()
        )
        yield ""
    yield from (f"- {use}" for use in uses)
    yield ""


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _default(one: Parameter) -> str:
    if one.is_needed and not one.default:
        return "must be given"
    value = plain(one.default)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    shown = ", ".join(value) if isinstance(value, list) else value
    return f"`{shown}`" if shown else "nothing"


if __name__ == "__main__":
    sys.stdout.write(page())
