"""Records are found by who is named in them, in whatever case, without reading all.

An index of the arrays themselves would know handles only as they are written. The
function is the same for the same arrays, as an index asks; it says what
`enhancements.queries.handles` looks for.
"""

from __future__ import annotations

from django.db import migrations

_FUNCTION = """
CREATE FUNCTION tracker_handles(handles text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT lower(handle)), '{}')
      FROM unnest(handles) AS handle
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0007_mirror_guards"),
    ]

    operations = [
        migrations.RunSQL(_FUNCTION, "DROP FUNCTION tracker_handles"),
        migrations.RunSQL(
            "CREATE INDEX record_people ON enhancements_record USING gin"
            " (tracker_handles(authors || owners || reviewers || approvers))",
            "DROP INDEX record_people",
        ),
    ]
