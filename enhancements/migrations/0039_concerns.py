"""Concerns about enhancements: a row may only be ended, once; boards show them."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

_GUARD = """
CREATE TRIGGER concern_guard_update BEFORE UPDATE ON enhancements_concern
 FOR EACH ROW EXECUTE FUNCTION tracker_ends_once('until', 'resolved_by', 'resolution');
CREATE TRIGGER concern_guard_delete BEFORE DELETE ON enhancements_concern
 FOR EACH ROW EXECUTE FUNCTION tracker_refuse()
"""
_OFF_GUARD = """
DROP TRIGGER concern_guard_update ON enhancements_concern;
DROP TRIGGER concern_guard_delete ON enhancements_concern
"""
_BEAT = """
CREATE FUNCTION tracker_beat_concern() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE projects bigint[]; ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT own.project_id),
           array_agg(DISTINCT coalesce(own.merged_into_id, own.id))
      INTO projects, ids
      FROM enhancements_enhancement own
     WHERE own.id IN (SELECT enhancement_id FROM rows);
    IF projects IS NOT NULL THEN
        PERFORM tracker_beat(projects, 'people');
        IF cardinality(ids) > 50 THEN ids := NULL; END IF;
        PERFORM pg_notify('tracker_board', json_build_object(
            'projects', projects, 'part', 'people', 'enhancements', ids)::text);
    END IF;
    RETURN NULL;
END $$
"""


def _watch(event: str) -> migrations.RunSQL:
    name = f"concern_beat_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON enhancements_concern"
        " REFERENCING NEW TABLE AS rows FOR EACH STATEMENT"
        " EXECUTE FUNCTION tracker_beat_concern()",
        f"DROP TRIGGER {name} ON enhancements_concern",
    )


class Migration(migrations.Migration):
    """The table, and its triggers."""

    dependencies = [
        ("enhancements", "0038_help_wanted"),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
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
                ("name", models.TextField()),
                ("text", models.TextField()),
                ("raised_by", models.TextField()),
                ("raised_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("resolved_by", models.TextField(blank=True)),
                ("resolution", models.TextField(blank=True)),
                (
                    "enhancement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="enhancements.enhancement",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="enhancements.release",
                    ),
                ),
            ],
            options={
                "ordering": ("enhancement", "since", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("enhancement"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("until__isnull", True)),
                        name="concern_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="concern_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("by", ""), _negated=True),
                            models.Q(("raised_by", ""), _negated=True),
                        ),
                        name="concern_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            models.Q(
                                models.Q(("resolved_by", ""), _negated=True),
                                models.Q(("resolution", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="concern_says_how_resolved",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_GUARD, _OFF_GUARD),
        migrations.RunSQL(_BEAT, "DROP FUNCTION tracker_beat_concern()"),
        *[_watch(event) for event in ("INSERT", "UPDATE")],
    ]
