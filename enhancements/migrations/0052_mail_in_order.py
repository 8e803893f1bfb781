"""The index of owed mail gives it in the order in which it is taken."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """See `models.Mail`."""

    dependencies: ClassVar = [("enhancements", "0051_following")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="mail", name="mail_owed"),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                fields=("due_at", "id"),
                condition=Q(sent_at__isnull=True, ended_at__isnull=True),
                name="mail_owed",
            ),
        ),
    ]
