"""What enhancements depend on: a row may only be ended, once; boards show them."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

_GUARD = """
CREATE TRIGGER dependency_guard_update BEFORE UPDATE ON enhancements_dependency
 FOR EACH ROW EXECUTE FUNCTION
 tracker_ends_once('until', 'dropped_by', 'dropped_because');
CREATE TRIGGER dependency_guard_delete BEFORE DELETE ON enhancements_dependency
 FOR EACH ROW EXECUTE FUNCTION tracker_refuse()
"""
_OFF_GUARD = """
DROP TRIGGER dependency_guard_update ON enhancements_dependency;
DROP TRIGGER dependency_guard_delete ON enhancements_dependency
"""
# What changes is the row of the one that needs; both have it on their pages.
_BEAT = """
CREATE FUNCTION tracker_beat_dependency() RETURNS trigger LANGUAGE plpgsql AS $$
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
    name = f"dependency_beat_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON enhancements_dependency"
        " REFERENCING NEW TABLE AS rows FOR EACH STATEMENT"
        " EXECUTE FUNCTION tracker_beat_dependency()",
        f"DROP TRIGGER {name} ON enhancements_dependency",
    )


class Migration(migrations.Migration):
    """The table, and its triggers."""

    dependencies = [
        ("enhancements", "0042_take_overs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dependency",
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
                ("stage", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("by", models.TextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("dropped_by", models.TextField(blank=True)),
                ("dropped_because", models.TextField(blank=True)),
                (
                    "enhancement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dependencies",
                        to="enhancements.enhancement",
                    ),
                ),
                (
                    "needs",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dependants",
                        to="enhancements.enhancement",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "dependencies",
                "ordering": ("enhancement", "since", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("enhancement", "needs"),
                        name="dependency_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("enhancement", models.F("needs")), _negated=True
                        ),
                        name="dependency_on_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="dependency_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by", ""), _negated=True),
                        name="dependency_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            models.Q(("dropped_by", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dependency_says_who_dropped",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_GUARD, _OFF_GUARD),
        migrations.RunSQL(_BEAT, "DROP FUNCTION tracker_beat_dependency()"),
        *[_watch(event) for event in ("INSERT", "UPDATE")],
    ]
