"""What beat wakes workers up for, and how often.

A task that is late is not worth running once the next one is due: `expires`. None of
them carries anything, and each is safe to lose and safe to run twice.
"""

from __future__ import annotations

from typing import Any


def schedule(*, poll: float, sync: float, sweep: float) -> dict[str, dict[str, Any]]:
    """The schedule as Celery reads it. All are seconds: between two looks at GitHub, at
    the projects' sources, and for work that nobody was woken for.
    """
    return {
        "poll-repositories": {
            "task": "enhancements.poll_repositories",
            "schedule": poll,
            "options": {"expires": max(1.0, poll)},
        },
        "sync-projects": {
            "task": "enhancements.sync_projects",
            "schedule": sync,
            # Not worth running later than the next one is due.
            "options": {"expires": sync},
        },
        "forget-deliveries": {
            "task": "enhancements.forget_deliveries",
            "schedule": 3600.0,
            "options": {"expires": 3600.0},
        },
        # Who holds a role because a team does.
        "refresh-teams": {
            "task": "enhancements.refresh_teams",
            "schedule": max(60.0, poll),
            "options": {"expires": max(60.0, poll)},
        },
        # What did not arrive while nobody took it, GitHub sends again if asked to.
        "redeliver": {
            "task": "enhancements.redeliver",
            "schedule": 3600.0,
            "options": {"expires": 3600.0},
        },
        # A board is kept within minutes of its deadline; what was missed is made up
        # for.
        "make-snapshots": {
            "task": "enhancements.make_snapshots",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "forget-old-sessions": {
            "task": "enhancements.forget_old_sessions",
            "schedule": 24 * 3600.0,
            "options": {"expires": 3600.0},
        },
        # Whose entries are asked about today: once a day, when beat comes to it.
        "prepare-asks": {
            "task": "enhancements.prepare_asks",
            "schedule": 900.0,
            "options": {"expires": 900.0},
        },
        # What changed, to whoever follows it; the messages of a day and a week, too.
        "tell": {
            "task": "enhancements.tell",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "send-mail": {
            "task": "enhancements.send_mail",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "send-to-channels": {
            "task": "enhancements.send_to_channels",
            "schedule": 30.0,
            "options": {"expires": 30.0},
        },
        "sweep": {
            "task": "enhancements.sweep",
            "schedule": sweep,
            "options": {"expires": max(5.0, sweep)},
        },
    }
