"""Whose a login was is found without reading everybody."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0025_merge_gate"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(Lower("login"), name="person_by_any_case"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["github_id"],
                condition=~Q(former=[]),
                name="person_renamed",
            ),
        ),
    ]
