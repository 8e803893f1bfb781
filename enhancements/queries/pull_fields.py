"""Fields of claims that name a pull request, `pull:owner/name#12`, in SQL.

For statements that have `series`, whose field is of a pull request.
"""

from __future__ import annotations

PLACE = "substr(series.field, 6)"
"""What it is called there, `owner/name#12`."""
HOME = f"split_part({PLACE}, '#', 1)"
"""Its repository, in lower case."""
# As a number, so that the index of numbers finds it; whoever wrote it may have written
# more digits than a number has.
NUMBER = """CASE WHEN split_part(series.field, '#', 2) ~ '^[0-9]{1,18}$'
                 THEN split_part(series.field, '#', 2)::bigint END"""
"""Null where it is none."""
