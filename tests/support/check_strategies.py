"""Anything that a check may ever see, for Hypothesis."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from enhancements.policy.checks.parameters import KINDS, STAGES
from enhancements.policy.checks.pull_requests import Listing, PullRequest
from enhancements.policy.checks.seen import (
    SOURCES,
    Approval,
    Document,
    Entry,
    FreezeAt,
    Issue,
    LabelOn,
    Proposal,
    Resolved,
    Said,
    Section,
    Seen,
    SignOff,
    Text,
)
from tests.support.checks import END, STATUSES

# Close to the freeze's end on both sides, so that lateness is met often.
moments = st.integers(-2, 2).map(lambda n: END + dt.timedelta(seconds=n)) | st.integers(
    -90, 90
).map(lambda n: END + dt.timedelta(days=n))
maybe = st.none() | moments
stages = st.sampled_from(["alpha", "beta", "stable", "ga", "unstaged", "deprecated"])
releases = st.sampled_from(["v1.9", "v1.10", "v1.36", "next", ""])
names = st.sampled_from(["", "ana", "@bo", "TBD", "$ASSIGNEE", "compute", "network"])
texts = names | st.text(max_size=12)
flags = st.booleans()
urls = st.sampled_from(["", "https://github.com/acme/plans/issues/10#x"])
places = st.sampled_from(["acme/widgets#5", "acme/website#6", "acme/plans#7", "?"])
labels = st.sampled_from(["lead-opted-in", "tracked/out-of-tree", "stage/beta", "x"])
headings = st.sampled_from(["Summary", "Test Plan", "Scalability", "Goals", ""])
touches = st.frozensets(st.sampled_from(["main", "metadata", "text", "side"]))


def said(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Said[Any]]:
    """A field of the record with such a value."""
    others = st.lists(texts, max_size=2).map(tuple)
    return st.builds(
        Said,
        values,
        maybe,
        urls,
        st.sampled_from(["", "issue", "document"]),
        flags,
        others,
    )


def several(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    """A tuple of these."""
    return st.lists(one, max_size=most).map(tuple)


optional = st.none() | stages | releases | st.sampled_from(STATUSES)
people = said(several(names))
records = st.builds(
    Resolved,
    title=texts,
    number=st.none() | st.integers(1, 99),
    sig=said(st.none() | texts),
    status=said(st.none() | st.sampled_from(STATUSES)),
    stage=said(st.none() | stages),
    latest_milestone=said(st.none() | releases),
    targets=st.dictionaries(stages, said(st.none() | releases), max_size=3),
    reviewers=people,
    approvers=people,
    owners=people,
    authors=people,
    feature_gates=people,
    gate_reason=said(texts),
)
sections = several(st.builds(Section, headings, st.integers(1, 6), st.none() | flags))
prose = st.builds(Text, texts, urls, sections, maybe)
approvals = several(st.builds(Approval, stages, names, flags, urls, maybe))
proposals = st.builds(
    Proposal,
    places,
    urls,
    touches,
    maybe,
    flags,
    maybe,
    optional,
    optional,
    optional,
    st.dictionaries(stages, st.none() | releases, max_size=2),
    st.none() | prose,
    approvals,
)
issues = st.builds(
    Issue,
    st.integers(1, 99),
    urls,
    st.sampled_from(["open", "closed"]),
    maybe,
    maybe,
    releases,
    maybe,
    several(st.builds(LabelOn, labels, maybe, urls)),
    st.none() | flags,
    maybe,
)
pulls = st.builds(
    PullRequest,
    place=places,
    url=urls,
    kind=st.sampled_from(["code", "docs", "documents", "blog"]),
    state=st.sampled_from(["draft", "open", "merged", "closed"]),
    since=maybe,
    opened_at=maybe,
    base=st.sampled_from(["", "main", "dev-1.36"]),
    lgtm=flags,
    lgtm_since=maybe,
    approved=flags,
    approved_since=maybe,
    is_held=flags,
    listed=st.none() | st.builds(Listing, stages | st.just(""), releases),
    is_contested=flags,
)
entries = st.builds(
    Entry,
    releases,
    stages,
    st.sampled_from(STAGES),
    texts,
    st.sampled_from(KINDS),
    texts,
    maybe,
)
fields = st.sampled_from([*SOURCES, "status", "stage", "owners", "target.beta"])
gaps = st.dictionaries(fields, st.just("It was not read."), max_size=2)


@st.composite
def seens(draw: st.DrawFn) -> Seen:
    """Anything that a check may see."""
    freeze = FreezeAt("code-freeze", draw(texts), draw(st.just(END) | maybe))
    return Seen(
        at=draw(moments),
        entry=draw(entries),
        freeze=freeze,
        record=draw(records),
        document=draw(st.none() | st.builds(Document, texts, urls, maybe, maybe, urls)),
        text=draw(st.none() | prose),
        proposals=draw(several(proposals, 2)),
        approvals=draw(approvals),
        issue=draw(st.none() | issues),
        pulls=draw(several(pulls)),
        signoffs=draw(several(st.builds(SignOff, names, names, maybe, urls))),
        repository=draw(st.sampled_from(["", "acme/plans"])),
        gaps=draw(gaps),
    )
