"""What holds the boards' tables, and the pulses that tell whether anything changed.

Snapshots never change; of decisions and criteria only the end may be set, once. The
pulses are written by triggers, for every way of writing: a page that was shown before
is as good as new only if nothing at all that it shows was written since.
"""

from __future__ import annotations

from django.db import migrations

_ENDS_ONCE = """
CREATE FUNCTION tracker_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.until IS NOT NULL
       OR (to_jsonb(NEW) - TG_ARGV) IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV) THEN
        RAISE EXCEPTION '% % may only be ended, once', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""
_ENDED = {
    "decision": "'until', 'ended_by', 'ended_batch'",
    "releasecriteria": "'until'",
}

_BEAT = """
CREATE FUNCTION tracker_beat(projects bigint[], what text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO enhancements_pulse AS pulse (project_id, part, number)
    SELECT DISTINCT touched.id, what, 1 FROM unnest(projects) AS touched(id)
      JOIN enhancements_project project ON project.id = touched.id
     ORDER BY 1
    ON CONFLICT (project_id, part) DO UPDATE SET number = pulse.number + 1
$$
"""
# Which projects the written rows are of. `rows` is the transition table.
_BY_ENHANCEMENT = """
SELECT array_agg(DISTINCT project_id) FROM enhancements_enhancement
 WHERE id IN (SELECT enhancement_id FROM rows)
"""
_BY_RELEASE = """
SELECT array_agg(DISTINCT release.project_id) FROM enhancements_release release
 WHERE release.id IN (SELECT release_id FROM rows)
"""
# Of claims only those of releases: what is said of enhancements shows in records.
_BY_SERIES = """
SELECT array_agg(DISTINCT series.project_id)
  FROM rows JOIN enhancements_series series ON series.id = rows.series_id
 WHERE series.release_id IS NOT NULL
"""
_BY_PROJECT = "SELECT array_agg(DISTINCT project_id) FROM rows"
_WATCHED = {
    "record": ("records", _BY_ENHANCEMENT),
    "entry": ("records", _BY_ENHANCEMENT),
    "claim": ("records", _BY_SERIES),
    "release": ("records", _BY_PROJECT),
    "verdict": ("verdicts", _BY_ENHANCEMENT),
    "decision": ("people", _BY_RELEASE),
    "releasecriteria": ("people", _BY_RELEASE),
    "snapshot": ("people", _BY_RELEASE),
}
_EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


# Whoever listens is told once it is committed: what to read anew, not what it says.
# Of much at once only that it is much.
_TOLD = 50
_IDS = {
    "decision": "array_agg(DISTINCT enhancement_id)",
    "verdict": "array_agg(DISTINCT enhancement_id)",
}


def _function(table: str, part: str, query: str) -> migrations.RunSQL:
    name = f"tracker_beat_{table}"
    ids = _IDS.get(table, "NULL::bigint[]")
    return migrations.RunSQL(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"  # noqa: S608 - all of it is of this file
        " DECLARE projects bigint[]; ids bigint[]; BEGIN"
        f" projects := ({query});"
        " IF projects IS NOT NULL THEN"
        f"   PERFORM tracker_beat(projects, '{part}');"
        f"   SELECT {ids} INTO ids FROM rows;"
        f"   IF cardinality(ids) > {_TOLD} THEN ids := NULL; END IF;"
        "   PERFORM pg_notify('tracker_board', json_build_object("
        f"     'projects', projects, 'part', '{part}', 'enhancements', ids)::text);"
        " END IF; RETURN NULL; END $$",
        f"DROP FUNCTION {name}()",
    )


def _watch(table: str, event: str, image: str) -> migrations.RunSQL:
    name = f"{table}_beat_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON enhancements_{table}"
        f" REFERENCING {image} TABLE AS rows FOR EACH STATEMENT"
        f" EXECUTE FUNCTION tracker_beat_{table}()",
        f"DROP TRIGGER {name} ON enhancements_{table}",
    )


# When a source was looked at changes all the time, and is shown by other means.
_STATE = """
CREATE FUNCTION tracker_beat_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tracker_beat(ARRAY[NEW.project_id], 'records');
    PERFORM pg_notify('tracker_board', json_build_object(
        'projects', ARRAY[NEW.project_id], 'part', 'records', 'enhancements', NULL
    )::text);
    RETURN NULL;
END $$
"""
_STATES = {
    "source": ("location", "error"),
    "repository": ("name", "error", "synced_at", "removed_at", "is_main"),
}


def _watch_state(table: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    changed = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in columns)
    name = f"{table}_beat"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_update AFTER UPDATE ON enhancements_{table}"
        f" FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION tracker_beat_state();"
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON enhancements_{table}"
        " FOR EACH ROW EXECUTE FUNCTION tracker_beat_state()",
        f"DROP TRIGGER {name}_update ON enhancements_{table};"
        f"DROP TRIGGER {name}_insert ON enhancements_{table}",
    )


def _guard(table: str, events: str, call: str) -> migrations.RunSQL:
    name = f"{table}_guard_{events.split(maxsplit=1)[0].lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {events} ON enhancements_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION {call}",
        f"DROP TRIGGER {name} ON enhancements_{table}",
    )


class Migration(migrations.Migration):
    """Functions and triggers of decisions, criteria, snapshots and pulses."""

    dependencies = (("enhancements", "0015_board"),)

    operations = (
        migrations.RunSQL(_ENDS_ONCE, "DROP FUNCTION tracker_ends_once()"),
        *(
            _guard(table, "UPDATE", f"tracker_ends_once({columns})")
            for table, columns in _ENDED.items()
        ),
        *(_guard(table, "DELETE", "tracker_refuse()") for table in _ENDED),
        _guard("snapshot", "UPDATE OR DELETE", "tracker_refuse()"),
        migrations.RunSQL(_BEAT, "DROP FUNCTION tracker_beat(bigint[], text)"),
        *(_function(table, *of) for table, of in _WATCHED.items()),
        *(
            _watch(table, event, image)
            for table in _WATCHED
            for event, image in _EVENTS.items()
        ),
        migrations.RunSQL(_STATE, "DROP FUNCTION tracker_beat_state()"),
        *(_watch_state(table, columns) for table, columns in _STATES.items()),
    )
