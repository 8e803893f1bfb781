"""What a mirror may never do is held by triggers, whoever writes.

A stored item never goes back behind the time it was last changed at GitHub. What is
in its timeline, and how its text once was, stays. A claim's evidence on GitHub is as
unchangeable as the rest of it.
"""

from __future__ import annotations

from django.db import migrations

_FORWARD = """
CREATE FUNCTION tracker_item_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at < OLD.updated_at THEN
        RAISE EXCEPTION 'item % may not go back from % to %',
            OLD.id, OLD.updated_at, NEW.updated_at
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""

_CLAIM = """
CREATE FUNCTION tracker_claim_keeps_url() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.url IS DISTINCT FROM OLD.url THEN
        RAISE EXCEPTION 'claim % may only be ended or retracted, once', OLD.id
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
    """Functions and triggers that hold the mirror's tables."""

    dependencies = (("enhancements", "0006_github_mirror"),)

    operations = (
        migrations.RunSQL(_FORWARD, "DROP FUNCTION tracker_item_forward()"),
        migrations.RunSQL(_CLAIM, "DROP FUNCTION tracker_claim_keeps_url()"),
        _trigger("item", "item_forward", "UPDATE", "tracker_item_forward"),
        _trigger("claim", "claim_keeps_url", "UPDATE", "tracker_claim_keeps_url"),
        _trigger(
            "timelineitem",
            "timelineitem_append_only",
            "UPDATE OR DELETE",
            "tracker_refuse",
        ),
        _trigger("edit", "edit_append_only", "UPDATE OR DELETE", "tracker_refuse"),
    )
