"""What people follow, what is told of it, and the mail that tells it."""

from __future__ import annotations

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

_SUBJECTS = ("enhancement", "sig", "release", "view")
_MODELS = {"view": "savedview"}
_RHYTHMS = [("at-once", "At Once"), ("daily", "Daily"), ("weekly", "Weekly")]


def _id() -> tuple[str, Any]:
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


def _to(model: str, related: str = "+", **more: Any) -> Any:
    more = {"on_delete": django.db.models.deletion.PROTECT, **more}
    return models.ForeignKey(related_name=related, to=model, **more)


def _array(base: Any, **more: Any) -> Any:
    return django.contrib.postgres.fields.ArrayField(base_field=base, size=None, **more)


def _of_account(related: str, **more: Any) -> Any:
    cascade = django.db.models.deletion.CASCADE
    return _to(settings.AUTH_USER_MODEL, related, on_delete=cascade, **more)


def _one_of() -> Q:
    found = Q()
    for name in _SUBJECTS:
        found |= Q(**{f"{one}__isnull": one != name for one in _SUBJECTS})
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0050_restored"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="mail", name="mail_of_an_ask"),
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(
                choices=[("verify", "Verify"), ("ask", "Ask"), ("digest", "Digest")],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=Q(kind="ask", ask__isnull=False)
                | Q(kind__in=("verify", "digest"), ask__isnull=True),
                name="mail_of_an_ask",
            ),
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                _id(),
                ("triggers", _array(models.TextField())),
                ("rhythm", models.CharField(choices=_RHYTHMS, max_length=10)),
                ("by_mail", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("account", _of_account("subscriptions")),
                ("project", _to("enhancements.project")),
                *(
                    (
                        one,
                        _to(
                            f"enhancements.{_MODELS.get(one, one)}",
                            null=True,
                            db_index=False,
                        ),
                    )
                    for one in _SUBJECTS
                ),
                (
                    "channel",
                    _to(
                        "enhancements.channel",
                        "subscriptions",
                        on_delete=django.db.models.deletion.SET_NULL,
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ("account", "pk"),
                "indexes": [
                    models.Index(
                        fields=[one],
                        condition=Q(
                            ("ended_at__isnull", True), (f"{one}__isnull", False)
                        ),
                        name=f"subscription_of_{one}",
                    )
                    for one in _SUBJECTS
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "project", *_SUBJECTS),
                        condition=Q(("ended_at__isnull", True)),
                        nulls_distinct=False,
                        name="subscription_open_once",
                    ),
                    models.CheckConstraint(
                        condition=_one_of(), name="subscription_one_subject"
                    ),
                    models.CheckConstraint(
                        condition=Q(("triggers__len__gt", 0)),
                        name="subscription_tells_something",
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_at__isnull=True)
                        | Q(ended_at__gte=F("made_at")),
                        name="subscription_lasts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watermark",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="watermark",
                        serialize=False,
                        to="enhancements.project",
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("claim", models.BigIntegerField()),
                ("event", models.BigIntegerField()),
                ("from_at", models.DateTimeField()),
                ("next_claim", models.BigIntegerField()),
                ("next_event", models.BigIntegerField()),
                ("next_at", models.DateTimeField()),
                ("read", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Headline",
            fields=[
                _id(),
                ("key", models.TextField()),
                ("place", models.TextField(blank=True)),
                *(
                    (
                        f"{one}s",
                        _array(models.BigIntegerField(), blank=True, default=list),
                    )
                    for one in ("sig", "release", "view")
                ),
                *((one, models.TextField()) for one in ("trigger", "kind", "title")),
                ("name", models.TextField(blank=True)),
                ("text", models.TextField()),
                *(
                    (one, models.TextField(blank=True))
                    for one in ("old", "new", "subject", "source", "evidence", "by")
                ),
                ("at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("project", _to("enhancements.project")),
                *(
                    (one, _to(f"enhancements.{one}", null=True))
                    for one in ("enhancement", "release", "sig")
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(
                        fields=["enhancement", "release", "place", "-id"],
                        condition=Q(("kind", "verdict")),
                        name="headline_of_verdict",
                    ),
                    models.Index(fields=["made_at"], name="headline_made"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "key"), name="headline_once"
                    ),
                    models.CheckConstraint(condition=~Q(text=""), name="headline_says"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                _id(),
                ("subscriptions", _array(models.BigIntegerField())),
                (
                    "rhythm",
                    models.CharField(blank=True, choices=_RHYTHMS, max_length=10),
                ),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("snoozed_until", models.DateTimeField(blank=True, null=True)),
                ("account", _of_account("notices", db_index=False)),
                (
                    "headline",
                    _to(
                        "enhancements.headline",
                        "notices",
                        on_delete=django.db.models.deletion.CASCADE,
                    ),
                ),
                (
                    "mail",
                    _to(
                        "enhancements.mail",
                        "notices",
                        on_delete=django.db.models.deletion.SET_NULL,
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-pk"),
                "indexes": [
                    models.Index(
                        fields=["account"],
                        condition=Q(("read_at__isnull", True)),
                        name="notice_unread",
                    ),
                    models.Index(
                        fields=["rhythm", "made_at"],
                        condition=Q(mail__isnull=True, read_at__isnull=True)
                        & ~Q(rhythm=""),
                        name="notice_to_mail",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "headline"), name="notice_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(("subscriptions__len__gt", 0)),
                        name="notice_has_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER headline_guard_update BEFORE UPDATE"
            " ON enhancements_headline"
            " FOR EACH ROW EXECUTE FUNCTION tracker_refuse()",
            "DROP TRIGGER headline_guard_update ON enhancements_headline",
        ),
    ]
