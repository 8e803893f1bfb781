"""What the merge gate says is called a merge answer: gates are feature gates.

Django renames the table; what PostgreSQL named after it is renamed here as well, and so
are the causes of what was written to GitHub because of an answer.
"""

from __future__ import annotations

from django.db import migrations, models

_NAMES = """
DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT conrelid::regclass AS place, conname AS name FROM pg_constraint
     WHERE conrelid = 'enhancements_mergeanswer'::regclass AND conname LIKE '%{old}%'
  LOOP
    EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', found.place,
                   found.name, replace(found.name, '{old}', '{new}'));
  END LOOP;
  FOR found IN
    SELECT indexrelid::regclass::text AS place, relname AS name
      FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE indrelid = 'enhancements_mergeanswer'::regclass AND relname LIKE '%{old}%'
  LOOP
    EXECUTE format('ALTER INDEX %s RENAME TO %I', found.place,
                   replace(found.name, '{old}', '{new}'));
  END LOOP;
END $$;
ALTER SEQUENCE IF EXISTS enhancements_{old}_id_seq
 RENAME TO enhancements_{new}_id_seq
"""
_CAUSES = """
UPDATE enhancements_outgoing SET cause = '{new}:' || substr(cause, length('{old}:') + 1)
 WHERE cause LIKE '{old}:%'
"""


class Migration(migrations.Migration):
    """The model, its table, and whatever is named after them."""

    dependencies = (("enhancements", "0029_w_sig_indexes"),)

    operations = (
        migrations.RenameModel("GateAnswer", "MergeAnswer"),
        migrations.AlterField(
            model_name="mergeanswer",
            name="item",
            field=models.OneToOneField(
                on_delete=models.PROTECT,
                related_name="merge_answer",
                to="enhancements.item",
            ),
        ),
        migrations.RenameIndex(
            model_name="mergeanswer",
            old_name="gate_answer_owed",
            new_name="merge_answer_owed",
        ),
        migrations.RunSQL(
            _NAMES.format(old="gateanswer", new="mergeanswer"),
            _NAMES.format(old="mergeanswer", new="gateanswer"),
        ),
        migrations.RunSQL(
            _CAUSES.format(old="gate", new="merge"),
            _CAUSES.format(old="merge", new="gate"),
        ),
    )
