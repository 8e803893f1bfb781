"""When each source had been read, beside a snapshot and no part of its digest."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0017_judged_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="reads",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
