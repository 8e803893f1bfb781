"""Records are found in the order of their keys, those with problems or drift by
themselves, so that a page of a list reads little more than it shows."""

from __future__ import annotations

from django.db import migrations

# `enhancements.queries.orders.NATURAL`, as it was when this index was made.
_NATURAL = """(CASE WHEN key ~ '^[0-9]+$'
   THEN '0' || lpad(key, greatest(20, length(key)), '0')
   ELSE '1' || lower(key) END) COLLATE "C" """

_INDEXES = {
    "record_in_order": "",
    "record_problems": "WHERE jsonb_array_length(problems) > 0",
    "record_drift": "WHERE jsonb_array_length(drift) > 0",
}


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0004_changes_between_moments"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name} ON enhancements_record"
            f" (project_id, ({_NATURAL}), enhancement_id) {condition}",
            f"DROP INDEX {name}",
        )
        for name, condition in _INDEXES.items()
    ]
