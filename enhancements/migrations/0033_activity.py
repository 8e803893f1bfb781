from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# What a board shows of it changed; the function counts rows by their enhancement.
_WATCH = """
CREATE TRIGGER activity_beat_{name} AFTER {event} ON enhancements_activity
REFERENCING {image} TABLE AS rows FOR EACH STATEMENT
EXECUTE FUNCTION tracker_beat_record()
"""
_UNWATCH = "DROP TRIGGER activity_beat_{name} ON enhancements_activity"
_EVENTS = (("insert", "INSERT", "NEW"), ("delete", "DELETE", "OLD"))
# Of enhancements that there are already; the next look at their sources derives them.
_OWE = """
UPDATE enhancements_enhancement SET owed_since = now()
 WHERE owed_since IS NULL AND merged_into_id IS NULL
"""


class Migration(migrations.Migration):
    """What a verdict misses first, and when something happened about enhancements."""

    dependencies = (("enhancements", "0032_unopened"),)

    operations = (
        migrations.AddField(
            model_name="verdict",
            name="first_missing",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "enhancement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity",
                        to="enhancements.enhancement",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activity",
                "ordering": ("enhancement", "at"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enhancement", "at"), name="activity_once"
                    )
                ],
            },
        ),
        *(
            migrations.RunSQL(
                _WATCH.format(name=name, event=event, image=image),
                _UNWATCH.format(name=name),
            )
            for name, event, image in _EVENTS
        ),
        migrations.RunSQL(_OWE, migrations.RunSQL.noop),
    )
