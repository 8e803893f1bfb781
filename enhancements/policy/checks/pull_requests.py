"""A pull request as the checks see it, and when it was ready."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Literal


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """Where the tracking issue lists it."""

    stage: str = ""
    """Key of the stage under which it stands; empty when under none."""
    release: str = ""
    """The release written beside that stage; empty when none is."""


@dataclasses.dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request that says it belongs to the enhancement, or that is listed."""

    place: str
    """`owner/name#12`."""
    url: str
    kind: Literal["code", "docs", "documents", "blog"]
    """Tests are code; `documents` are changes of the enhancement's own files."""
    state: Literal["draft", "open", "merged", "closed"]
    since: dt.datetime | None = None
    """Since when it is in that state."""
    opened_at: dt.datetime | None = None
    base: str = ""
    """The branch that it goes to; empty when nobody looked."""
    lgtm: bool = False
    lgtm_since: dt.datetime | None = None
    approved: bool = False
    approved_since: dt.datetime | None = None
    is_held: bool = False
    """Whether somebody said /hold."""
    listed: Listing | None = None
    """None when the tracking issue does not list it."""
    is_contested: bool = False
    """Whether it says itself that it belongs to another enhancement."""
    title: str = ""

    @property
    def is_ready(self) -> bool:
        """Merged, or reviewed and approved with nothing that holds it back."""
        if self.state == "merged":
            return True
        signed = self.lgtm and self.approved
        return self.state == "open" and signed and not self.is_held

    @property
    def ready_at(self) -> dt.datetime | None:
        """Since when it is ready; None when it is not, or nobody knows."""
        if not self.is_ready:
            return None
        signed = None
        if self.lgtm and self.approved and self.lgtm_since and self.approved_since:
            signed = max(self.lgtm_since, self.approved_since)
        if self.state != "merged":
            return signed
        if self.since is None or signed is None:
            return self.since
        return min(self.since, signed)
