"""Find what began or ended between two moments without reading everything."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0003_kinds_and_readiness"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("retracted_at__isnull", True)),
                fields=["since"],
                name="claim_began",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(
                    ("retracted_at__isnull", True), ("until__isnull", False)
                ),
                fields=["until"],
                name="claim_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["project", "since"], name="record_began"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("until__isnull", False)),
                fields=["project", "until"],
                name="record_ended",
            ),
        ),
    ]
