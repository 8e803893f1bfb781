"""Words of new addresses are no project's name."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0008_people_lookup"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="project",
            name="project_name_not_reserved",
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__in",
                        (
                            "api",
                            "static",
                            "healthz",
                            "accounts",
                            "readyz",
                            "metrics",
                            "webhooks",
                        ),
                    ),
                    _negated=True,
                ),
                name="project_name_not_reserved",
            ),
        ),
    ]
