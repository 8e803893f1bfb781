"""What is posted to chats and programs."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from enhancements.policy import channel_bodies as bodies

J = "\N{WORD JOINER}"


def test_slack_gets_subject_and_text_escaped():
    assert bodies.slack("Code freeze & more", "a < b\nlast line\n") == {
        "text": "*Code freeze &amp; more*\na &lt; b\nlast line",
        "unfurl_links": False,
        "unfurl_media": False,
    }


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<!here|x>", "&lt;!here|x&gt;"),
        ("<@U012>", f"&lt;@{J}U012&gt;"),
        ("<https://evil.example|nice>", "&lt;https://evil.example|nice&gt;"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
    ],
)
def test_nothing_of_slacks_own_language_gets_through(hostile, shown):
    assert bodies.slack("S", hostile)["text"] == f"*S*\n{shown}"


@pytest.mark.parametrize(
    "word", ["@channel", "@here", "@everyone", "@olga", "@**all**"]
)
def test_nobody_is_called_by_an_at(word):
    for make in (bodies.slack, bodies.zulip):
        text = make(f"For {word}", f"and {word} again")["text"]
        assert word not in text
        assert text.count(f"@{J}") == 2


def test_at_alone_stays_as_it_is():
    assert bodies.slack("Meet @ noon", "")["text"] == "*Meet @ noon*"


def test_zulip_gets_no_link_that_hides_its_address():
    text = "[nice](https://evil.example) <https://evil.example|nice> [x] (y)"
    assert bodies.zulip("S", text)["text"] == (
        f"*S*\n[nice]{J}(https://evil.example) <{J}https://evil.example|nice> [x] (y)"
    )


def test_long_text_is_cut_at_the_end_of_a_line():
    lines = [f"line {number} of many" for number in range(1000)]
    text = bodies.slack("S", "\n".join(lines))["text"]
    *kept, last = text.split("\n")
    assert kept[1:] == lines[: len(kept) - 1]
    assert last == f"… and {1001 - len(kept)} more lines."
    assert len(text) <= bodies.LONGEST + 40


def test_stars_of_a_subject_end_no_bold():
    assert bodies.slack("a*b", "")["text"] == "*a\N{ASTERISK OPERATOR}b*"


def test_program_gets_json_with_its_version_first():
    body = bodies.program({"subject": "ü", "data": {"kind": "test"}})
    assert body == '{"version":1,"subject":"ü","data":{"kind":"test"}}'.encode()
    assert json.loads(body)["version"] == bodies.VERSION


def test_signature_is_of_time_and_body():
    made = hmac.new(b"trks_x", b'1700000000.{"a":1}', hashlib.sha256).hexdigest()
    assert bodies.signature("trks_x", 1700000000, b'{"a":1}') == f"sha256={made}"
    assert bodies.signature("trks_x", 1700000001, b'{"a":1}') != f"sha256={made}"
