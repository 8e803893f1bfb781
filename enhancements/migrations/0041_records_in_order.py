"""Indexes of records give them in order at any moment, and count them by themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """See `models.Record`."""

    dependencies: ClassVar = [("enhancements", "0040_lock_reason")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="record", name="record_now"),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=("project", "number", "key"),
                include=("since", "until"),
                name="record_by_number",
            ),
        ),
        migrations.RemoveIndex(model_name="record", name="record_of_sig"),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=("project", "sig", "number", "key"),
                include=("enhancement", "since", "until"),
                name="record_of_sig",
            ),
        ),
    ]
