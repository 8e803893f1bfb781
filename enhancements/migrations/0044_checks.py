"""What the checks of a pull request came to, and which one a commit is the head of."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column, and the index of heads of what is open."""

    dependencies = [
        ("enhancements", "0043_dependencies"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="check_state",
            field=models.CharField(blank=True, db_default="", max_length=20),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("kind", "pull"), ("state", "open")),
                fields=["repository", "head_oid"],
                name="item_by_head",
            ),
        ),
    ]
