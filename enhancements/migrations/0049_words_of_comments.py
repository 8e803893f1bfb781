"""What comments on tracking issues say is kept for searching, and names are looked up.

The next sync derives the words: texts are spelled otherwise (`policy.search.spelling`).
"""

from __future__ import annotations

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# What `queries.search.texts` asks of a record by its spelling. An index takes nothing
# that might depend on settings, as array_to_string might for other types than text:
# hence the function, in a language in which it is quick where no index helps.
_NAMES = """
CREATE FUNCTION tracker_names(title text, key text, named text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$ BEGIN
  RETURN coalesce(title, '') || E'\\n' || key || E'\\n' || array_to_string(named, ' ');
END $$;
CREATE INDEX record_names_spelling ON enhancements_record USING gin (
  tracker_names(title, key, authors || owners || reviewers || approvers
                                 || feature_gates) gin_trgm_ops);
"""
_NO_NAMES = """
DROP INDEX record_names_spelling;
DROP FUNCTION tracker_names(text, text, text[]);
"""


class Migration(migrations.Migration):
    """A table of words, and an index of names."""

    dependencies = (("enhancements", "0048_saved_views"),)

    operations = (
        migrations.CreateModel(
            name="Remark",
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
                ("digest", models.CharField(max_length=40)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remark",
                        to="enhancements.comment",
                    ),
                ),
            ],
            options={
                "ordering": ("comment",),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="remark_words"
                    )
                ],
            },
        ),
        migrations.RunSQL(_NAMES, _NO_NAMES),
    )
