"""What became of entries: said by hand, and proven by tags."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# Pages that were shown before are as good as new only while no proof was written.
_BEAT = """
CREATE FUNCTION tracker_beat_proof() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE projects bigint[];
BEGIN
    projects := (
        SELECT array_agg(DISTINCT release.project_id) FROM enhancements_release release
         WHERE release.id IN (SELECT release_id FROM rows)
    );
    IF projects IS NOT NULL THEN
        PERFORM tracker_beat(projects, 'records');
        PERFORM pg_notify('tracker_board', json_build_object(
            'projects', projects, 'part', 'records', 'enhancements', NULL)::text);
    END IF;
    RETURN NULL;
END $$
"""
_EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def _watch(event: str, image: str) -> migrations.RunSQL:
    name = f"proof_beat_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON enhancements_proof"
        f" REFERENCING {image} TABLE AS rows FOR EACH STATEMENT"
        " EXECUTE FUNCTION tracker_beat_proof()",
        f"DROP TRIGGER {name} ON enhancements_proof",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0018_snapshot_reads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("track", models.TextField(blank=True)),
                ("stage", models.TextField()),
                (
                    "word",
                    models.CharField(
                        choices=[("proven", "Proven"), ("absent", "Absent")],
                        max_length=10,
                    ),
                ),
                ("gate", models.TextField()),
                ("registered", models.TextField(blank=True)),
                ("tag", models.TextField()),
                ("tagged_at", models.DateTimeField()),
                ("path", models.TextField(blank=True)),
                ("line", models.PositiveIntegerField(default=0)),
                ("url", models.TextField(blank=True)),
                ("admitted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("release", "enhancement", "track", "stage"),
            },
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opt-in", "Opt In"),
                    ("standing", "Standing"),
                    ("waiver", "Waiver"),
                    ("contact", "Contact"),
                    ("note", "Note"),
                    ("outcome", "Outcome"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("project-tracked", "Project Tracked"),
                    ("source-set", "Source Set"),
                    ("history-rewritten", "History Rewritten"),
                    ("deadline-corrected", "Deadline Corrected"),
                    ("correction-withdrawn", "Correction Withdrawn"),
                    ("repository-tracked", "Repository Tracked"),
                    ("repository-untracked", "Repository Untracked"),
                    ("repository-renamed", "Repository Renamed"),
                    ("item-gone", "Item Gone"),
                    ("item-back", "Item Back"),
                    ("enhancements-merged", "Enhancements Merged"),
                    ("enhancement-split", "Enhancement Split"),
                    ("identity-undone", "Identity Undone"),
                    ("issue-attached", "Issue Attached"),
                    ("commands-set", "Commands Set"),
                    ("command-answered", "Command Answered"),
                    ("written-to-github", "Written To Github"),
                    ("retried", "Retried"),
                    ("decided", "Decided"),
                    ("decision-undone", "Decision Undone"),
                    ("criteria-changed", "Criteria Changed"),
                    ("snapshot-made", "Snapshot Made"),
                    ("release-opened", "Release Opened"),
                    ("release-closed", "Release Closed"),
                    ("release-reopened", "Release Reopened"),
                    ("exception-asked", "Exception Asked"),
                    ("exception-changed", "Exception Changed"),
                    ("exception-voted", "Exception Voted"),
                    ("exception-decided", "Exception Decided"),
                    ("exception-withdrawn", "Exception Withdrawn"),
                    ("exception-imported", "Exception Imported"),
                    ("comment-written", "Comment Written"),
                    ("gate-linked", "Gate Linked"),
                    ("gate-unlinked", "Gate Unlinked"),
                    ("drift-mended", "Drift Mended"),
                    ("account-joined", "Account Joined"),
                    ("account-renamed", "Account Renamed"),
                    ("account-ended", "Account Ended"),
                    ("account-restored", "Account Restored"),
                    ("account-deleted", "Account Deleted"),
                    ("sessions-ended", "Sessions Ended"),
                    ("token-made", "Token Made"),
                    ("token-revoked", "Token Revoked"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "outcome"), _negated=True),
                    models.Q(
                        ("value__in", ("shipped", "removed", "deferred")),
                        ("freeze", ""),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_known_outcome",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="enhancement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proofs",
                to="enhancements.enhancement",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proofs",
                to="enhancements.release",
            ),
        ),
        migrations.AddIndex(
            model_name="proof",
            index=models.Index(
                fields=["enhancement", "release"], name="proof_of_enhancement"
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.UniqueConstraint(
                fields=("release", "enhancement", "track", "stage"), name="proof_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("admitted_at__isnull", True), ("word", "absent"), _connector="OR"
                ),
                name="proof_admits_what_is_absent",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("word", "absent"), _negated=True),
                    models.Q(("registered", ""), _negated=True),
                    _connector="OR",
                ),
                name="proof_absent_is_registered",
            ),
        ),
        migrations.RunSQL(_BEAT, "DROP FUNCTION tracker_beat_proof()"),
        *[_watch(event, image) for event, image in _EVENTS.items()],
    ]
