"""What the merge gate says of pull requests, and which merged ones need nothing."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# As of decisions: only the end may be set, once.
_GUARD = """
CREATE TRIGGER exempt_guard_update BEFORE UPDATE ON enhancements_exempt
 FOR EACH ROW EXECUTE FUNCTION tracker_ends_once('until', 'ended_by');
CREATE TRIGGER exempt_guard_delete BEFORE DELETE ON enhancements_exempt
 FOR EACH ROW EXECUTE FUNCTION tracker_refuse()
"""
_OFF_GUARD = """
DROP TRIGGER exempt_guard_update ON enhancements_exempt;
DROP TRIGGER exempt_guard_delete ON enhancements_exempt
"""


class Migration(migrations.Migration):
    """The tables, and the index by which a pull request's enhancements are found."""

    dependencies = (("enhancements", "0024_postings"),)

    operations = (
        migrations.CreateModel(
            name="Exempt",
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
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "exempt",
                "ordering": ("item", "since", "pk"),
            },
        ),
        migrations.CreateModel(
            name="GateAnswer",
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
                ("approved", models.BooleanField()),
                ("why", models.TextField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("owed_since", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("item",),
            },
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                condition=models.Q(("field__startswith", "pull:")),
                fields=["project", "field"],
                name="series_of_pulls",
            ),
        ),
        migrations.AddField(
            model_name="exempt",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exempted",
                to="enhancements.item",
            ),
        ),
        migrations.AddField(
            model_name="exempt",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.release",
            ),
        ),
        migrations.AddField(
            model_name="gateanswer",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gate_answer",
                to="enhancements.item",
            ),
        ),
        migrations.AddField(
            model_name="gateanswer",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.release",
            ),
        ),
        migrations.AddConstraint(
            model_name="exempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("item",),
                name="exempt_one_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="exempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("by", ""), _negated=True),
                ),
                name="exempt_says_why_and_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="exempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="exempt_lasts",
            ),
        ),
        migrations.AddIndex(
            model_name="gateanswer",
            index=models.Index(
                condition=models.Q(("owed_since__isnull", False)),
                fields=["owed_since"],
                name="gate_answer_owed",
            ),
        ),
        migrations.RunSQL(_GUARD, _OFF_GUARD),
    )
