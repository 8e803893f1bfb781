"""What may never change is held by triggers, for every way of writing.

Versions, blobs, claims and events are append-only. Only the columns that end a
row's validity may be set, and each only once. Truncating is left to the tables'
owner, whom no trigger could stop.
"""

from __future__ import annotations

from django.db import migrations

_TABLES = {
    "claim": "DELETE",
    "version": "DELETE",
    "blob": "UPDATE OR DELETE",
    "event": "UPDATE OR DELETE",
}

_REFUSE = """
CREATE FUNCTION tracker_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

_CLAIM = """
CREATE FUNCTION tracker_claim_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.until IS NOT NULL AND NEW.until IS DISTINCT FROM OLD.until)
       OR (OLD.retracted_at IS NOT NULL
           AND NEW.retracted_at IS DISTINCT FROM OLD.retracted_at)
       OR ROW(NEW.id, NEW.series_id, NEW.value, NEW.raw, NEW.problem, NEW.since,
              NEW.version_id, NEW.line, NEW."by", NEW.reason, NEW.reader)
          IS DISTINCT FROM
          ROW(OLD.id, OLD.series_id, OLD.value, OLD.raw, OLD.problem, OLD.since,
              OLD.version_id, OLD.line, OLD."by", OLD.reason, OLD.reader) THEN
        RAISE EXCEPTION 'claim % may only be ended or retracted, once', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""

_VERSION = """
CREATE FUNCTION tracker_version_retracted_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.retracted_at IS NOT NULL
       OR (to_jsonb(NEW) - 'retracted_at')
          IS DISTINCT FROM (to_jsonb(OLD) - 'retracted_at') THEN
        RAISE EXCEPTION 'version % may only be retracted, once', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def _trigger(table: str, name: str, events: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {events} ON enhancements_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON enhancements_{table}",
    )


class Migration(migrations.Migration):
    """Functions and triggers that hold the append-only tables."""

    dependencies = (("enhancements", "0001_initial"),)

    operations = (
        migrations.RunSQL(_REFUSE, "DROP FUNCTION tracker_refuse()"),
        migrations.RunSQL(_CLAIM, "DROP FUNCTION tracker_claim_ends_once()"),
        migrations.RunSQL(_VERSION, "DROP FUNCTION tracker_version_retracted_once()"),
        *(
            _trigger(table, f"{table}_append_only", events, "tracker_refuse")
            for table, events in _TABLES.items()
        ),
        _trigger("claim", "claim_ends_once", "UPDATE", "tracker_claim_ends_once"),
        _trigger(
            "version", "version_ends_once", "UPDATE", "tracker_version_retracted_once"
        ),
    )
