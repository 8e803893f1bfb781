"""What tracking issues said is kept for searching; the next sync derives it."""

from __future__ import annotations

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0011_slash_commands"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
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
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("digest", models.CharField(max_length=64)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="enhancements.item",
                    ),
                ),
            ],
            options={
                "ordering": ("item", "since"),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="wording_words"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "since"), name="wording_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="wording_lasts",
                    ),
                ],
            },
        ),
    ]
