"""Where the deadlines of a release are said.

Every page asks for them. A release has few series of deadlines among those of all its
enhancements, which were read one by one before.
"""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """One index."""

    atomic = False

    dependencies = (("enhancements", "0054_votes_by_number"),)

    operations = (
        AddIndexConcurrently(
            "series",
            models.Index(
                fields=("release",),
                condition=Q(field__startswith="deadline:"),
                name="series_deadlines",
            ),
        ),
    )
