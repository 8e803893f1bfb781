"""Main documents by the number of their directory.

Each batch that is derived asks whose readiness files are; all documents were read for
it before.
"""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Q, Value


class Migration(migrations.Migration):
    """One index."""

    atomic = False

    dependencies = (("enhancements", "0055_deadline_series"),)

    operations = (
        AddIndexConcurrently(
            "document",
            models.Index(
                Func(
                    Func(
                        F("folder"),
                        Value("([0-9]+)(?:[-_ ][^/]*)?$"),
                        function="substring",
                    ),
                    Value("0"),
                    function="ltrim",
                ),
                condition=Q(role="main"),
                name="document_by_number",
            ),
        ),
    )
