"""A vote on an exception is somebody's by GitHub's number, where that is known."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

_TABLE = "exceptionvote"


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0053_sig_record"),
    ]

    operations = [
        migrations.AddField(
            model_name=_TABLE,
            name="github_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name=_TABLE, name="exception_one_vote_each"),
        migrations.AddConstraint(
            model_name=_TABLE,
            constraint=models.UniqueConstraint(
                "request",
                Lower("by"),
                condition=Q(until__isnull=True, github_id__isnull=True),
                name="exception_one_vote_each",
            ),
        ),
        migrations.AddConstraint(
            model_name=_TABLE,
            constraint=models.UniqueConstraint(
                condition=Q(until__isnull=True, github_id__isnull=False),
                fields=("request", "github_id"),
                name="exception_one_vote_by_number",
            ),
        ),
    ]
