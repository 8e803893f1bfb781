"""What was merged, until when a SIG's record may be kept, and that a merge ends it.

The record (`queries.sig_record`) is kept while no pulse says that it changed. That two
enhancements are one is written on neither's records at first.
"""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

_WATCH = """
CREATE TRIGGER enhancement_beat_merge
AFTER UPDATE OF merged_into_id ON enhancements_enhancement
FOR EACH ROW WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)
EXECUTE FUNCTION tracker_beat_state()
"""


class Migration(migrations.Migration):
    """Three indexes, and the pulse of merges."""

    atomic = False

    dependencies = (("enhancements", "0052_mail_in_order"),)

    operations = (
        AddIndexConcurrently(
            "decision",
            models.Index(
                fields=("until",),
                condition=Q(until__isnull=False),
                name="decision_ended",
            ),
        ),
        AddIndexConcurrently(
            "proof", models.Index(fields=("tagged_at",), name="proof_by_tag")
        ),
        AddIndexConcurrently(
            "enhancement",
            models.Index(
                fields=("id",),
                include=("merged_into",),
                condition=Q(merged_into__isnull=False),
                name="enhancement_merged",
            ),
        ),
        migrations.RunSQL(
            _WATCH, "DROP TRIGGER enhancement_beat_merge ON enhancements_enhancement"
        ),
    )
