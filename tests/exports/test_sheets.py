from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.exports import cells, sheets
from enhancements.exports.sheets import Sheet

ADDRESS = "https://tracker.example/p/enhancements/?sig=a&sort=-number"
SHEET: Sheet[tuple[object, object]] = Sheet(
    "things", (("one", lambda row: row[0]), ("two", lambda row: row[1]))
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.lists(st.text(), max_size=3)
)


def written(form, rows):
    lines = sheets.lines(
        form, SHEET, rows, address=ADDRESS, as_of="2026-05-01T12:00:00Z"
    )
    return "".join(lines)


def test_csv_begins_with_the_address_and_the_columns():
    assert written("csv", [("a", ["b", "c"]), (None, True)]) == (
        f'# {ADDRESS}\none,two\na,"b, c"\n,yes\n'
    )


@pytest.mark.parametrize("rows", [[], [("a", 1)], [("a", 1), ("b", {"x": None})]])
def test_json_says_address_moment_columns_and_rows(rows):
    assert json.loads(written("json", iter(rows))) == {
        "address": ADDRESS,
        "as_of": "2026-05-01T12:00:00Z",
        "columns": ["one", "two"],
        "rows": [{"one": one, "two": two} for one, two in rows],
    }


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\x00=1",
        "\uff1dHYPERLINK()",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff\u2003@x",
        # As if it had been made text already: else nobody could tell what it was.
        "'=1",
        "''+1",
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_made_text(text):
    assert cells.safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "a=b", "1-2", "v1.9", "'tis", "#10"])
def test_other_text_stays_as_it_is(text):
    assert cells.safe(text) == text


@given(st.lists(st.tuples(VALUES, VALUES), max_size=5))
def test_any_rows_are_read_back_and_begin_no_formula(rows):
    text = written("csv", rows).partition("\n")[2]
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert found[0] == ["one", "two"]
    assert len(found) == len(rows) + 1
    for cell in (cell for line in found for cell in line):
        assert cell.lstrip(" ")[:1] not in tuple("=+-@\t\r\n")
    data = json.loads(written("json", rows))["rows"]
    assert [(row["one"], row["two"]) for row in data] == rows


@given(st.text() | st.text("'=+-@ \t\r\n\u200bx", max_size=6))
def test_what_was_written_is_told_from_the_cell(text):
    cell = cells.safe(text)

    assert cells.plain(cell) == text
    assert cell.strip("\u200b ")[:1] not in tuple("=+-@\t\r\n")


def test_columns_and_the_address_are_no_formulas():
    sheet = Sheet("things", (("=tag", lambda _: "x"),))
    address = "https://tracker.example/p/sigs/a,=1+1,@x/"
    text = "".join(sheets.lines("csv", sheet, [1], address=address, as_of=""))

    assert list(csv.reader(io.StringIO(text))) == [
        [f"# {address}"],
        ["'=tag"],
        ["x"],
    ]


def test_moments_are_written_in_utc():
    zone = dt.timezone(dt.timedelta(hours=2))
    at = dt.datetime(2026, 5, 1, 14, tzinfo=zone)
    assert cells.iso(at) == "2026-05-01T12:00:00Z"
    assert cells.iso(dt.date(2026, 5, 1)) == "2026-05-01"
    assert cells.iso(None) is None


def test_value_with_a_carriage_return_stays_one_cell():
    text = written("csv", [("a\r0", "b\nc")]).partition("\n")[2]

    assert list(csv.reader(io.StringIO(text, newline="")))[1] == ["a\r0", "b\nc"]
