"""What is alike is found by words and by spelling, without reading every title.

`pg_trgm` is a trusted extension: whoever owns the database may add it.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.models import Q

_OPEN = Q(state="open", gone_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [
        ("enhancements", "0034_event_of_correction"),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="record",
            index=GinIndex(
                SearchVector("title", config="english"), name="record_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=GinIndex(
                OpClass("title", name="gin_trgm_ops"), name="record_title_spelling"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=GinIndex(
                SearchVector("title", config="english"),
                condition=_OPEN,
                name="item_title_words",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=GinIndex(
                OpClass("title", name="gin_trgm_ops"),
                condition=_OPEN,
                name="item_title_spelling",
            ),
        ),
    ]
