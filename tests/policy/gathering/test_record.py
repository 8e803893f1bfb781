"""The record as checks see it: what other sources say is told in each language."""

from __future__ import annotations

import json

from enhancements.languages import speaking
from enhancements.policy import resolve
from enhancements.policy.checks.outcome import as_plain
from enhancements.policy.gathering.record import Reader
from enhancements.policy.spans import Span
from tests.support.told import moment

ORDER = ("front-matter", "document", "issue")


def claim(source: str, value: str) -> Span:
    return Span("", source, "stage", value, value, moment(0), None)


def test_what_other_sources_say_is_told_in_the_language_of_the_reader():
    claims = [
        claim("front-matter", "beta"),
        claim("issue", "alpha"),
        claim("document:notes.md", "ga"),
    ]
    held = {("", "stage"): resolve.choose(claims, ORDER)}
    said = Reader(claims, held, moment(1), lambda _: "").said("stage")

    assert (said.value, said.source) == ("beta", "front-matter")
    assert sorted(map(str, said.others)) == [
        "document:notes.md says ga",
        "issue says alpha",
    ]
    with speaking("de"):
        told = sorted(map(str, said.others))
    assert told == ["Issue sagt alpha", "document:notes.md sagt ga"]
    # A tool that explains an answer shows them as they are said.
    plain = json.loads(json.dumps(as_plain({"others": said.others})))
    assert sorted(plain["others"]) == ["document:notes.md says ga", "issue says alpha"]
