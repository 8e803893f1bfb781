"""Asking whether all is still true: tables, and what keeps them as they are."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


def _id() -> tuple[str, Any]:
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


def _to(model: str, related: str) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related,
        to=f"enhancements.{model}",
    )


def _guard(table: str, event: str, call: str) -> migrations.RunSQL:
    name = f"{table}_guard_{event.lower().replace(' or ', '_')}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {event} ON enhancements_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION {call}",
        f"DROP TRIGGER {name} ON enhancements_{table}",
    )


_ENDED = ("askingladder", "askanswer")
_KEPT = ("ask", "askitem")


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0044_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskingLadder",
            fields=[
                _id(),
                ("ladder", models.JSONField(null=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("sig", _to("sig", "asking_ladders")),
            ],
            options={
                "ordering": ("sig", "since"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("sig",),
                        name="asking_one_in_force",
                    ),
                    models.UniqueConstraint(
                        fields=("sig", "since"), name="asking_begins_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="asking_lasts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                _id(),
                ("login", models.TextField()),
                ("account", models.BigIntegerField(null=True)),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("project", _to("project", "asks")),
            ],
            options={
                "ordering": ("-made_at", "login"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        django.db.models.functions.text.Lower("login"),
                        models.F("day"),
                        name="ask_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("login", ""), _negated=True),
                        name="ask_says_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="ask_expires",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskItem",
            fields=[
                _id(),
                ("track", models.TextField(blank=True)),
                ("freeze", models.TextField()),
                ("rung", models.PositiveSmallIntegerField()),
                ("role", models.TextField()),
                ("login", models.TextField()),
                ("ask", _to("ask", "items")),
                ("release", _to("release", "asks")),
                ("enhancement", _to("enhancement", "asks")),
            ],
            options={
                "ordering": ("ask", "pk"),
                "indexes": [
                    models.Index(fields=["login"], name="ask_item_of_login"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "release",
                            "enhancement",
                            "track",
                            "freeze",
                            "rung",
                            "login",
                        ),
                        name="ask_item_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskAnswer",
            fields=[
                _id(),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("on-track", "On Track"),
                            ("at-risk", "At Risk"),
                            ("off-track", "Off Track"),
                            ("not-mine", "Not Mine"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("by", models.TextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("batch", models.UUIDField()),
                ("item", _to("askitem", "answers")),
            ],
            options={
                "ordering": ("item", "since", "pk"),
                "indexes": [
                    models.Index(fields=["batch"], name="ask_answer_of_batch"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("item",),
                        name="ask_answer_one_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="ask_answer_lasts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mailbox",
                        serialize=False,
                        to="enhancements.account",
                    ),
                ),
                ("address", models.TextField()),
                ("given_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "mailboxes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        name="mailbox_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                _id(),
                (
                    "kind",
                    models.CharField(
                        choices=[("verify", "Verify"), ("ask", "Ask")], max_length=10
                    ),
                ),
                ("message_id", models.TextField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="enhancements.account",
                    ),
                ),
                (
                    "ask",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail",
                        to="enhancements.ask",
                    ),
                ),
            ],
            options={
                "ordering": ("due_at", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("sent_at__isnull", True)
                        ),
                        fields=["due_at"],
                        name="mail_owed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            ("ended_at__isnull", True),
                            _connector="OR",
                        ),
                        name="mail_ends_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ask__isnull", False), ("kind", "ask")),
                            models.Q(("ask__isnull", True), ("kind", "verify")),
                            _connector="OR",
                        ),
                        name="mail_of_an_ask",
                    ),
                ],
            },
        ),
        *(_guard(table, "UPDATE", "tracker_ends_once('until')") for table in _ENDED),
        *(_guard(table, "DELETE", "tracker_refuse()") for table in _ENDED),
        *(_guard(table, "UPDATE OR DELETE", "tracker_refuse()") for table in _KEPT),
    ]
