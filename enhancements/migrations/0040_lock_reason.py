"""Why an issue is locked: told by GitHub all along, and kept in what it answered."""

from __future__ import annotations

from django.db import migrations, models

# As `policy.item_words.plain` spells it; REST and GraphQL have a name each.
_FILL = """
UPDATE enhancements_item SET lock_reason = left(translate(lower(coalesce(
         raw->>'activeLockReason', raw->>'active_lock_reason')), '_-', '  '), 40)
 WHERE is_locked
   AND coalesce(raw->>'activeLockReason', raw->>'active_lock_reason') IS NOT NULL
"""


class Migration(migrations.Migration):
    """The column, and what is known of it."""

    dependencies = [
        ("enhancements", "0039_concerns"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="lock_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40
            ),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
