"""Saved views: the table, what keeps their numbers, and their history."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

_GUARD = """
CREATE TRIGGER savedview_guard_update BEFORE UPDATE ON enhancements_savedview
 FOR EACH ROW WHEN ((OLD.project_id, OLD.number, OLD.owner, OLD.made_at)
   IS DISTINCT FROM (NEW.project_id, NEW.number, NEW.owner, NEW.made_at))
 EXECUTE FUNCTION tracker_refuse();
CREATE TRIGGER savedview_guard_delete BEFORE DELETE ON enhancements_savedview
 FOR EACH ROW EXECUTE FUNCTION tracker_refuse()
"""
_OFF_GUARD = """
DROP TRIGGER savedview_guard_update ON enhancements_savedview;
DROP TRIGGER savedview_guard_delete ON enhancements_savedview
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0047_channels_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
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
                ("number", models.PositiveIntegerField()),
                ("owner", models.TextField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("private", "Private"),
                            ("sig", "Sig"),
                            ("everybody", "Everybody"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True)),
                ("query", models.TextField(blank=True)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("sort", models.TextField(blank=True)),
                ("group", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("project", "number"),
            },
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
                    ("release-unopened", "Release Unopened"),
                    ("release-closed", "Release Closed"),
                    ("release-reopened", "Release Reopened"),
                    ("exception-asked", "Exception Asked"),
                    ("exception-changed", "Exception Changed"),
                    ("exception-voted", "Exception Voted"),
                    ("exception-decided", "Exception Decided"),
                    ("exception-withdrawn", "Exception Withdrawn"),
                    ("exception-imported", "Exception Imported"),
                    ("comment-written", "Comment Written"),
                    ("letter-changed", "Letter Changed"),
                    ("outreach-set", "Outreach Set"),
                    ("gate-linked", "Gate Linked"),
                    ("gate-unlinked", "Gate Unlinked"),
                    ("drift-mended", "Drift Mended"),
                    ("corrected", "Corrected"),
                    ("correction-agreed", "Correction Agreed"),
                    ("capacity-said", "Capacity Said"),
                    ("help-sought", "Help Sought"),
                    ("help-found", "Help Found"),
                    ("take-over-offered", "Take Over Offered"),
                    ("take-over-answered", "Take Over Answered"),
                    ("concern-raised", "Concern Raised"),
                    ("concern-resolved", "Concern Resolved"),
                    ("concern-reopened", "Concern Reopened"),
                    ("still-true-asked", "Still True Asked"),
                    ("still-true-answered", "Still True Answered"),
                    ("asking-changed", "Asking Changed"),
                    ("dependency-named", "Dependency Named"),
                    ("dependency-dropped", "Dependency Dropped"),
                    ("view-saved", "View Saved"),
                    ("view-changed", "View Changed"),
                    ("view-retired", "View Retired"),
                    ("view-restored", "View Restored"),
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
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.F("project"),
                django.db.models.fields.json.KeyTextTransform("view", "new"),
                condition=models.Q(
                    (
                        "kind__in",
                        ("view-saved", "view-changed", "view-retired", "view-restored"),
                    )
                ),
                name="event_of_view",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="saved_views",
                to="enhancements.project",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="sig",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="saved_views",
                to="enhancements.sig",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("project", "number"), name="saved_view_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("project"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(
                    ("audience", "everybody"), ("ended_at__isnull", True)
                ),
                name="saved_view_of_everybody_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("sig"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("audience", "sig"), ("ended_at__isnull", True)),
                name="saved_view_of_sig_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("project"),
                models.F("account"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("audience", "private"), ("ended_at__isnull", True)),
                name="saved_view_private_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "sig"), ("sig__isnull", False)),
                    models.Q(
                        ("audience__in", ("private", "everybody")),
                        ("sig__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="saved_view_for_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "private"), _negated=True),
                    ("account__isnull", False),
                    ("ended_at__isnull", False),
                    _connector="OR",
                ),
                name="saved_view_private_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("owner", ""), _negated=True),
                    ("number__gt", 0),
                ),
                name="saved_view_has_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("changed_at__gte", models.F("made_at")),
                    models.Q(
                        ("ended_at__isnull", True),
                        ("ended_at__gte", models.F("made_at")),
                        _connector="OR",
                    ),
                ),
                name="saved_view_lasts",
            ),
        ),
        # Searches and addresses name a view by its number for good.
        migrations.RunSQL(_GUARD, _OFF_GUARD),
    ]
