"""What people ask for by slash commands is kept, and a project may say how."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0010_names_of_pulls"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="commands",
            field=models.CharField(blank=True, max_length=10),
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
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="stream",
            name="name",
            field=models.CharField(
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
                    ("commands", "Commands"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Asked",
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
                ("cause", models.TextField(unique=True)),
                ("by", models.TextField()),
                ("mode", models.CharField(max_length=10)),
                ("said", models.JSONField()),
                ("plan", models.JSONField()),
                ("said_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField()),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="enhancements.comment",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="enhancements.item",
                    ),
                ),
                (
                    "repository",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="enhancements.repository",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "asked",
                "ordering": ("pk",),
            },
        ),
    ]
