"""The tracking issues that a pull request names."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0009_reserved_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="named",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="identifier",
            name="kind",
            field=models.CharField(
                choices=[
                    ("number", "Number"),
                    ("directory", "Directory"),
                    ("path", "Path"),
                    ("other", "Other"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="headfile",
            index=models.Index(fields=["path"], name="head_file_by_path"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["named"], name="item_named"
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                condition=models.Q(("source", "issue")),
                fields=["project", "field"],
                name="series_of_issues",
            ),
        ),
    ]
