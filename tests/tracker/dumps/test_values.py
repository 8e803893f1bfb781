"""Values of rows as JSON and back."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enhancements import models as m
from tests.support.filled import ODD, TEXT
from tracker.dumps import values

AT = dt.datetime(2026, 4, 1, 12, 0, 0, 5, tzinfo=dt.UTC)


def column(model, name):
    return model._meta.get_field(name)


CLAIM = [column(m.Claim, name) for name in ("id", "value", "raw", "since", "until")]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (column(m.Claim, "raw"), TEXT, json.dumps(TEXT, ensure_ascii=False)),
        (column(m.Claim, "line"), 7, "7"),
        (column(m.Claim, "since"), AT, '"2026-04-01T12:00:00.000005+00:00"'),
        (column(m.Ask, "day"), AT.date(), '"2026-04-01"'),
        (column(m.Claim, "value"), '{"a": 1.10}', '{"a": 1.10}'),
        (column(m.Claim, "value"), "null", "null"),
        (column(m.Blob, "content"), memoryview(b"\0\xff"), '"AP8="'),
        (column(m.Item, "assignees"), [1, 2**40], "[1, 1099511627776]"),
        (column(m.Item, "is_draft"), False, "false"),
        (column(m.Decision, "batch"), uuid.UUID(int=1), f'"{uuid.UUID(int=1)}"'),
    ],
)
def test_value_is_written_in_plain_json(field, value, text):
    line = values.writer([field])([value])

    assert line == f'{{"{field.attname}":{text}}}'
    assert json.loads(line)


def test_time_of_another_zone_is_written_in_utc():
    at = AT.astimezone(dt.timezone(dt.timedelta(hours=5)))
    line = values.writer([column(m.Claim, "since")])([at])

    assert json.loads(line) == {"since": "2026-04-01T12:00:00.000005+00:00"}


def test_no_value_is_not_the_value_null():
    write, read = values.writer(CLAIM), values.reader(CLAIM, [])

    assert write([1, None, "x", AT, None]) != write([1, "null", "x", AT, None])
    assert read(b'{"id":1,"raw":"x"}') == [1, None, "x", None, None]
    assert read(b'{"id":1,"value":null,"raw":"x"}') == [1, "null", "x", None, None]


def test_column_that_a_dump_does_not_have_gets_its_default():
    item = [column(m.Item, n) for n in ("number", "check_state", "named", "milestone")]
    read = values.reader(item[:1], item[1:])

    assert read(b'{"number":4}') == [4, "", [], None]
    stamp = values.reader([], [column(m.Account, "stamp")])
    assert stamp(b"{}") != stamp(b"{}")
    data = values.reader([], [column(m.Stream, "data")])
    assert data(b"{}") == ["{}"]


def test_column_without_default_is_needed():
    assert not values.has_default(column(m.Claim, "since"))
    with pytest.raises(values.NotARow, match="lacks the column “since”"):
        values.default(column(m.Claim, "since"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"", "it is no JSON"),
        (b"{", "it is no JSON"),
        (b"\xff{}", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"[1]", "it is no JSON object"),
        (b"null", "it is no JSON object"),
        (b'{"id":1,"colour":"blue"}', "“colour” that is not announced"),
        (b'{"raw":["x"]}', "“raw” cannot be read"),
        (b'{"since":{}}', "“since” cannot be read"),
    ],
)
def test_line_that_is_no_row_says_why(line, says):
    with pytest.raises(values.NotARow, match=says):
        values.reader(CLAIM, [])(line)


@pytest.mark.parametrize("text", ['"*"', '"AP8"', "5", "[]", "null"])
def test_bytes_that_are_no_base64_are_refused(text):
    read = values.reader([column(m.Blob, "content")], [])

    with pytest.raises(values.NotARow, match="“content” cannot be read"):
        read(f'{{"content":{text}}}'.encode())


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(line: bytes):
    read = values.reader(CLAIM, [])
    try:
        row = read(line)
    except values.NotARow:
        return
    assert len(row) == len(CLAIM)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(json_values.filter(lambda value: value not in (float("inf"), float("-inf"))))
def test_json_comes_back_as_it_was(value):
    field = column(m.Claim, "value")
    line = values.writer([field])([json.dumps(value)])

    assert "\n" not in line
    [back] = values.reader([field], [])(line.encode())
    assert json.loads(back) == value


def test_odd_value_comes_back():
    field = column(m.Claim, "value")
    line = values.writer([field])([json.dumps(ODD)])

    assert json.loads(values.reader([field], [])(line.encode())[0]) == ODD
