"""Offers to take over: a row may only be ended, once; and capacity knows people by
their number.
"""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def _guard(event: str, call: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER takeover_guard_{event.lower()} BEFORE {event}"
        f" ON enhancements_takeover FOR EACH ROW EXECUTE FUNCTION {call}",
        f"DROP TRIGGER takeover_guard_{event.lower()} ON enhancements_takeover",
    )


_ANSWER = "'until', 'answer', 'answered_by', 'reason', 'before', 'batch'"


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0041_records_in_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakeOver",
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
                ("track", models.TextField(blank=True)),
                ("login", models.TextField()),
                ("github_id", models.BigIntegerField(blank=True, null=True)),
                ("by", models.TextField()),
                ("text", models.TextField(blank=True)),
                ("ground", models.CharField(max_length=10)),
                ("offered_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("answered_by", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "before",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("batch", models.UUIDField(blank=True, null=True)),
                (
                    "enhancement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="take_overs",
                        to="enhancements.enhancement",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="take_overs",
                        to="enhancements.release",
                    ),
                ),
            ],
            options={
                "ordering": ("enhancement", "since", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(until__isnull=True, github_id__isnull=True),
                        fields=("enhancement", "login"),
                        name="takeover_open_once",
                    ),
                    models.UniqueConstraint(
                        condition=Q(until__isnull=True, github_id__isnull=False),
                        fields=("enhancement", "github_id"),
                        name="takeover_open_once_by_number",
                    ),
                    models.CheckConstraint(
                        condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                        name="takeover_lasts",
                    ),
                    models.CheckConstraint(
                        condition=~Q(login="") & ~Q(by="") & ~Q(ground=""),
                        name="takeover_says_who_and_why",
                    ),
                    models.CheckConstraint(
                        condition=Q(until__isnull=True, answer="", answered_by="")
                        | Q(
                            until__isnull=False,
                            answer__in=("accepted", "declined", "withdrawn"),
                        )
                        & ~Q(answered_by=""),
                        name="takeover_is_open_or_answered",
                    ),
                    models.CheckConstraint(
                        condition=~Q(answer="declined") | ~Q(reason=""),
                        name="takeover_says_why_declined",
                    ),
                    models.CheckConstraint(
                        condition=Q(release__isnull=False) | Q(track=""),
                        name="takeover_track_has_release",
                    ),
                ],
            },
        ),
        _guard("UPDATE", f"tracker_ends_once({_ANSWER})"),
        _guard("DELETE", "tracker_refuse()"),
        migrations.AddField(
            model_name="capacity",
            name="github_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="capacity", name="capacity_one_stands"),
        migrations.AddConstraint(
            model_name="capacity",
            constraint=models.UniqueConstraint(
                condition=Q(until__isnull=True, github_id__isnull=True),
                fields=("release", "login"),
                name="capacity_one_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="capacity",
            constraint=models.UniqueConstraint(
                condition=Q(until__isnull=True, github_id__isnull=False),
                fields=("release", "github_id"),
                name="capacity_one_stands_by_number",
            ),
        ),
    ]
