"""People sign in; what happens to an account is history of no project."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import enhancements.models.account


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0012_words_of_issues"),
    ]
    # Their tables refer to ours, and they only know of our first migration.
    run_before = [("account", "0001_initial"), ("socialaccount", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Account",
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
                ("github_id", models.BigIntegerField(unique=True)),
                ("login", models.TextField(blank=True)),
                ("name", models.TextField(blank=True)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "stamp",
                    models.CharField(
                        default=enhancements.models.account.fresh_stamp, max_length=32
                    ),
                ),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("visited_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("login",),
            },
        ),
        migrations.CreateModel(
            name="Token",
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
                ("name", models.CharField(max_length=80)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("read", "Read"), ("write", "Write")],
                            max_length=10,
                        ),
                        size=None,
                    ),
                ),
                ("prefix", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="project",
            name="project_name_not_reserved",
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
        migrations.AlterField(
            model_name="event",
            name="project",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="enhancements.project",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            (
                                "account-joined",
                                "account-renamed",
                                "account-ended",
                                "account-restored",
                                "account-deleted",
                                "sessions-ended",
                                "token-made",
                                "token-revoked",
                            ),
                        ),
                        ("project__isnull", True),
                    ),
                    models.Q(
                        ("project__isnull", False),
                        models.Q(
                            (
                                "kind__in",
                                (
                                    "account-joined",
                                    "account-renamed",
                                    "account-ended",
                                    "account-restored",
                                    "account-deleted",
                                    "sessions-ended",
                                    "token-made",
                                    "token-revoked",
                                ),
                            ),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="event_has_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__in",
                        (
                            "api",
                            "static",
                            "healthz",
                            "accounts",
                            "readyz",
                            "metrics",
                            "webhooks",
                            "me",
                        ),
                    ),
                    _negated=True,
                ),
                name="project_name_not_reserved",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("login"),
                condition=models.Q(("login", ""), _negated=True),
                name="account_login_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("github_id__gt", 0)), name="account_id_of_github"
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tokens",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(("scopes__len__gt", 0)), name="token_has_scope"
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                name="token_expires",
            ),
        ),
    ]
