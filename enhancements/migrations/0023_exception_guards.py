"""What holds the tables of exceptions, and tells boards of what happens in them."""

from __future__ import annotations

from django.db import migrations

_ENDED = ("exceptionfreeze", "exceptiontext", "exceptionstate", "exceptionvote")
_KEPT = (*_ENDED, "exceptionrequest")
# Pages that were shown before are as good as new only while none of this was written.
_BEAT = """
CREATE FUNCTION tracker_beat_exception() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE projects bigint[]; ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT release.project_id),
           array_agg(DISTINCT request.enhancement_id)
      INTO projects, ids
      FROM enhancements_exceptionrequest request
      JOIN enhancements_release release ON release.id = request.release_id
     WHERE request.id IN (SELECT request_id FROM rows);
    IF projects IS NOT NULL THEN
        PERFORM tracker_beat(projects, 'people');
        IF cardinality(ids) > 50 THEN ids := NULL; END IF;
        PERFORM pg_notify('tracker_board', json_build_object(
            'projects', projects, 'part', 'people', 'enhancements', ids)::text);
    END IF;
    RETURN NULL;
END $$
"""


def _guard(table: str, event: str, call: str) -> migrations.RunSQL:
    name = f"{table}_guard_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {event} ON enhancements_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION {call}",
        f"DROP TRIGGER {name} ON enhancements_{table}",
    )


def _watch(table: str, event: str) -> migrations.RunSQL:
    name = f"{table}_beat_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON enhancements_{table}"
        " REFERENCING NEW TABLE AS rows FOR EACH STATEMENT"
        " EXECUTE FUNCTION tracker_beat_exception()",
        f"DROP TRIGGER {name} ON enhancements_{table}",
    )


class Migration(migrations.Migration):
    """Triggers: append-only, and the pulse."""

    dependencies = (("enhancements", "0022_exceptions"),)

    operations = (
        *(_guard(table, "UPDATE", "tracker_ends_once('until')") for table in _ENDED),
        _guard("exceptionrequest", "UPDATE", "tracker_refuse()"),
        *(_guard(table, "DELETE", "tracker_refuse()") for table in _KEPT),
        migrations.RunSQL(_BEAT, "DROP FUNCTION tracker_beat_exception()"),
        *(_watch(table, event) for table in _ENDED for event in ("INSERT", "UPDATE")),
    )
