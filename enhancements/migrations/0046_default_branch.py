"""The default branch of a source, which links to new files name."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The name, empty until the source is read again."""

    dependencies = (("enhancements", "0045_asking"),)

    operations = (
        migrations.AddField(
            model_name="source",
            name="branch",
            field=models.TextField(blank=True, db_default=""),
        ),
    )
