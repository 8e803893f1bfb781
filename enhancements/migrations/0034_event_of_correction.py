"""What one step of corrections did is found by its number."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.fields.json import KT


class Migration(migrations.Migration):
    dependencies = (("enhancements", "0033_activity"),)

    operations = (
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                KT("new__batch"),
                condition=models.Q(kind__in=("corrected", "correction-withdrawn")),
                name="event_of_correction",
            ),
        ),
    )
