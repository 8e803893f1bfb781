"""GitHub as it is mirrored, what is owed, and evidence that is no file."""

from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0005_api_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
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
                ("host", models.TextField()),
                ("credential", models.TextField()),
                ("resource", models.CharField(max_length=20)),
                ("limit", models.PositiveIntegerField(null=True)),
                ("remaining", models.PositiveIntegerField(null=True)),
                ("reset_at", models.DateTimeField(null=True)),
                ("blocked_until", models.DateTimeField(null=True)),
                ("strikes", models.PositiveIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                ("written_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("host", "resource"),
            },
        ),
        migrations.CreateModel(
            name="Comment",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("comment", "Comment"), ("review", "Review")],
                        max_length=8,
                    ),
                ),
                ("github_id", models.BigIntegerField()),
                ("node_id", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("is_minimized", models.BooleanField(default=False)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                ("raw", models.JSONField()),
            ],
            options={
                "ordering": ("item", "created_at", "github_id"),
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("delivery_id", models.TextField(primary_key=True, serialize=False)),
                ("event", models.TextField()),
                ("action", models.TextField(blank=True)),
                ("host", models.TextField(blank=True)),
                ("repository", models.TextField(blank=True)),
                ("received_at", models.DateTimeField()),
                ("headers", models.JSONField(default=dict)),
                ("body", models.BinaryField()),
                ("processed_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("dead_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ("received_at",),
            },
        ),
        migrations.CreateModel(
            name="Dirty",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("item", "Item"),
                            ("head", "Head"),
                            ("labels", "Labels"),
                            ("milestones", "Milestones"),
                            ("repository", "Repository"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("node_id", models.TextField(blank=True)),
                ("reason", models.TextField()),
                ("marked_at", models.DateTimeField()),
                ("wanted_at", models.DateTimeField(blank=True, null=True)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("missed", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("dead_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "dirty",
                "ordering": ("repository", "marked_at"),
            },
        ),
        migrations.CreateModel(
            name="Edit",
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
                ("edited_at", models.DateTimeField()),
                ("title", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("item", "edited_at"),
            },
        ),
        migrations.CreateModel(
            name="Head",
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
                ("oid", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("item", "since", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HeadFile",
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
                ("path", models.TextField()),
                ("change", models.CharField(max_length=20)),
                ("problem", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("head", "path"),
            },
        ),
        migrations.CreateModel(
            name="Item",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("issue", "Issue"), ("pull", "Pull")], max_length=5
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("github_id", models.BigIntegerField()),
                ("node_id", models.TextField()),
                ("title", models.TextField()),
                ("body", models.TextField(blank=True)),
                ("state", models.CharField(max_length=20)),
                ("state_reason", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("is_locked", models.BooleanField(default=False)),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "assignees",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("is_draft", models.BooleanField(default=False)),
                ("merged_at", models.DateTimeField(blank=True, null=True)),
                ("merge_commit", models.CharField(blank=True, max_length=64)),
                ("base_ref", models.TextField(blank=True)),
                ("head_ref", models.TextField(blank=True)),
                ("head_oid", models.CharField(blank=True, max_length=64)),
                ("head_repository", models.TextField(blank=True)),
                ("review_decision", models.CharField(blank=True, max_length=40)),
                (
                    "closes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("comment_count", models.PositiveIntegerField(default=0)),
                ("event_count", models.PositiveIntegerField(default=0)),
                ("raw", models.JSONField()),
                ("fetched_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                ("gone_reason", models.TextField(blank=True)),
                ("moved_to", models.TextField(blank=True)),
                ("attached_by", models.TextField(blank=True)),
                ("names_number", models.PositiveBigIntegerField(blank=True, null=True)),
                ("names_rule", models.CharField(blank=True, max_length=40)),
                ("owed_since", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("repository", "number"),
            },
        ),
        migrations.CreateModel(
            name="Job",
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
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("full-sync", "Full Sync"),
                            ("reconcile", "Reconcile"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("by", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("checkpoint", models.JSONField(blank=True, default=dict)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("report", models.JSONField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("dead_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="Label",
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
                ("github_id", models.BigIntegerField(blank=True, null=True)),
                ("node_id", models.TextField()),
                ("name", models.TextField()),
                ("color", models.CharField(blank=True, max_length=6)),
                ("description", models.TextField(blank=True)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("repository", "name"),
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                ("node_id", models.TextField()),
                ("number", models.PositiveIntegerField()),
                ("title", models.TextField()),
                ("state", models.CharField(blank=True, max_length=20)),
                ("due_on", models.DateTimeField(blank=True, null=True)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("repository", "number"),
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
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
                ("number", models.PositiveBigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "Comment"),
                            ("labels", "Labels"),
                            ("assignees", "Assignees"),
                            ("milestone", "Milestone"),
                            ("state", "State"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "marker",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("cause", models.TextField(unique=True)),
                ("payload", models.JSONField()),
                ("is_dry", models.BooleanField(default=False)),
                ("by", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("lease", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.JSONField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("dead_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "outgoing",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Person",
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
                ("host", models.TextField()),
                ("github_id", models.BigIntegerField()),
                ("node_id", models.TextField(blank=True)),
                ("login", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("user", "User"),
                            ("bot", "Bot"),
                            ("organization", "Organization"),
                            ("mannequin", "Mannequin"),
                            ("other", "Other"),
                        ],
                        default="user",
                        max_length=12,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("former", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ("login",),
            },
        ),
        migrations.CreateModel(
            name="Repository",
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
                ("host", models.TextField()),
                ("name", models.TextField()),
                ("github_id", models.BigIntegerField(blank=True, null=True)),
                ("node_id", models.TextField(blank=True)),
                ("is_main", models.BooleanField(default=False)),
                ("lease", models.BigIntegerField(default=0)),
                ("synced_at", models.DateTimeField(blank=True, null=True)),
                ("polled_at", models.DateTimeField(blank=True, null=True)),
                ("reconciled_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("error_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("reader", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "verbose_name_plural": "repositories",
                "ordering": ("project", "-is_main", "name"),
            },
        ),
        migrations.CreateModel(
            name="ScheduleRun",
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
                ("name", models.CharField(max_length=60)),
                ("slot", models.DateTimeField()),
            ],
            options={
                "ordering": ("name", "-slot"),
            },
        ),
        migrations.CreateModel(
            name="Stream",
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
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("issues", "Issues"),
                            ("pulls", "Pulls"),
                            ("updates", "Updates"),
                            ("comments", "Comments"),
                            ("labels", "Labels"),
                            ("milestones", "Milestones"),
                            ("sweep-issues", "Sweep Issues"),
                            ("sweep-pulls", "Sweep Pulls"),
                            ("deliveries", "Deliveries"),
                        ],
                        max_length=20,
                    ),
                ),
                ("cursor", models.TextField(blank=True)),
                ("since", models.DateTimeField(blank=True, null=True)),
                ("etag", models.TextField(blank=True)),
                ("etag_of", models.TextField(blank=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("data", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ("repository", "name"),
            },
        ),
        migrations.CreateModel(
            name="TimelineItem",
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
                ("node_id", models.TextField()),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("name", models.TextField(blank=True)),
                ("old_name", models.TextField(blank=True)),
                ("raw", models.JSONField()),
            ],
            options={
                "ordering": ("item", "at", "pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_has_evidence",
        ),
        migrations.AddField(
            model_name="claim",
            name="url",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="enhancement",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="enhancements.enhancement",
            ),
        ),
        migrations.AddField(
            model_name="enhancement",
            name="owed_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="url",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="record",
            name="issue",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="issue_url",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="record",
            name="owners",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, size=None
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
                    ("command-answered", "Command Answered"),
                    ("written-to-github", "Written To Github"),
                    ("retried", "Retried"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="record",
            name="commit",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="record",
            name="merged_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="record",
            name="path",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="record",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.version",
            ),
        ),
        migrations.AddIndex(
            model_name="enhancement",
            index=models.Index(
                condition=models.Q(("owed_since__isnull", False)),
                fields=["project", "owed_since"],
                name="enhancement_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("version__isnull", False),
                    models.Q(("by", ""), _negated=True),
                    models.Q(("url", ""), _negated=True),
                    _connector="OR",
                ),
                name="claim_has_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                fields=("host", "credential", "resource"), name="budget_once"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(
                    ("dead_at__isnull", True), ("processed_at__isnull", True)
                ),
                fields=["received_at"],
                name="delivery_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["-received_at"], name="delivery_latest"),
        ),
        migrations.AddField(
            model_name="headfile",
            name="blob",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.blob",
            ),
        ),
        migrations.AddField(
            model_name="headfile",
            name="head",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="enhancements.head",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="enhancement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="enhancements.enhancement",
            ),
        ),
        migrations.AddField(
            model_name="head",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="heads",
                to="enhancements.item",
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="edits",
                to="enhancements.item",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="enhancements.item",
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="jobs",
                to="enhancements.project",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="milestone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.milestone",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["host", "login"], name="person_by_login"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("host", "github_id"), name="person_once"
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.person",
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="editor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.person",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.person",
            ),
        ),
        migrations.AddField(
            model_name="repository",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repositories",
                to="enhancements.project",
            ),
        ),
        migrations.AddField(
            model_name="outgoing",
            name="repository",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outgoing",
                to="enhancements.repository",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="repository",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="enhancements.repository",
            ),
        ),
        migrations.AddField(
            model_name="label",
            name="repository",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="labels",
                to="enhancements.repository",
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="repository",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="jobs",
                to="enhancements.repository",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="repository",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="enhancements.repository",
            ),
        ),
        migrations.AddField(
            model_name="dirty",
            name="repository",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dirty",
                to="enhancements.repository",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulerun",
            constraint=models.UniqueConstraint(
                fields=("name", "slot"), name="schedule_run_once"
            ),
        ),
        migrations.AddField(
            model_name="stream",
            name="repository",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="streams",
                to="enhancements.repository",
            ),
        ),
        migrations.AddField(
            model_name="timelineitem",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enhancements.person",
            ),
        ),
        migrations.AddField(
            model_name="timelineitem",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="timeline",
                to="enhancements.item",
            ),
        ),
        migrations.AddConstraint(
            model_name="headfile",
            constraint=models.UniqueConstraint(
                fields=("head", "path"), name="head_file_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="head",
            constraint=models.UniqueConstraint(
                fields=("item", "oid"), name="head_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.UniqueConstraint(
                fields=("item", "edited_at"), name="edit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                fields=("item", "kind", "github_id"), name="comment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="repository",
            constraint=models.UniqueConstraint(
                models.F("project"),
                models.F("host"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("removed_at__isnull", True)),
                name="repository_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="repository",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("project", "host", "github_id"),
                name="repository_id_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="repository",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_main", True), ("removed_at__isnull", True)),
                fields=("project",),
                name="repository_one_main",
            ),
        ),
        migrations.AddConstraint(
            model_name="repository",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("error", ""), ("error_at__isnull", True)),
                    models.Q(
                        models.Q(("error", ""), _negated=True),
                        ("error_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="repository_error_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(
                    ("dead_at__isnull", True),
                    ("done_at__isnull", True),
                    ("is_dry", False),
                ),
                fields=["not_before", "id"],
                name="outgoing_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("repository", "node_id"), name="milestone_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                fields=("repository", "node_id"), name="label_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("dead_at__isnull", True), ("finished_at__isnull", True)
                ),
                fields=("repository", "name"),
                name="job_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["repository", "node_id"], name="item_by_node"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("owed_since__isnull", False)),
                fields=["repository", "owed_since"],
                name="item_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("names_number__isnull", False)),
                fields=["names_number"],
                name="item_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("repository", "number"), name="item_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("repository", "kind", "github_id"), name="item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enhancement__isnull", True), ("kind", "issue"), _connector="OR"
                ),
                name="item_tracks_as_issue",
            ),
        ),
        migrations.AddIndex(
            model_name="dirty",
            index=models.Index(
                condition=models.Q(("dead_at__isnull", True)),
                fields=["repository", "not_before", "marked_at"],
                name="dirty_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="dirty",
            constraint=models.UniqueConstraint(
                fields=("repository", "kind", "number"), name="dirty_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="stream",
            constraint=models.UniqueConstraint(
                fields=("repository", "name"), name="stream_once"
            ),
        ),
        migrations.AddIndex(
            model_name="timelineitem",
            index=models.Index(fields=["item", "at"], name="timeline_of_item"),
        ),
        migrations.AddConstraint(
            model_name="timelineitem",
            constraint=models.UniqueConstraint(
                fields=("item", "node_id"), name="timeline_item_once"
            ),
        ),
    ]
