"""`python -m tests.faults.processes.campaign [N] [SEED]`: all is killed, N times.

At a random moment worker, beat, web, PostgreSQL and Redis get SIGKILL while the world
goes on changing and delivering; then all are started again. Prints how often the
mirror became the world again, what was lost, and how long that took. The bound is 20
seconds from the start of the servers.
"""

from __future__ import annotations

import statistics
import sys
import time

from tests.faults.processes import standalone

BOUND = 20.0


def main(times: int, seed: int) -> int:
    """Run it; 0 when each time all was well within the bound."""
    standalone.prepare()
    from tests.faults.processes import house  # noqa: PLC0415 - needs Django

    took: list[float] = []
    lost: list[str] = []
    with house.built(seed) as place:
        place.furnish(seed)
        place.up()
        place.hook()
        for number in range(1, times + 1):
            try:
                took.append(once(place))
            except (AssertionError, house.NotReady) as error:
                lost.append(f"{number}: {error}")
                _say(f"  {lost[-1]}")
            _say(f"  {number} of {times}: {took[-1] if took else 0:.1f} s")
    _say(
        f"{times} times everything was killed: {len(took)} converged, {len(lost)} lost;"
        f" recovery {statistics.median(took or [0]):.1f} s (median),"
        f" {max(took or [0]):.1f} s (longest, bound {BOUND:.0f} s)"
    )
    return int(bool(lost) or max(took or [0]) > BOUND)


def once(place: house.House) -> float:  # type: ignore[name-defined]  # noqa: F821 - imported late
    """Changes, a kill among them, and how long until all is well after the start."""
    ends = time.monotonic() + place.rng.uniform(0.1, 2.0)
    while time.monotonic() < ends:
        place.change(1)
        time.sleep(place.rng.uniform(0.0, 0.1))
    place.kill_everything()
    place.change(2)
    taken = {
        one.guid
        for one in place.github.sender.deliveries.values()
        if one.status == "OK"
    }
    began = time.monotonic()
    place.repair()
    place.start()
    place.settle(BOUND - (time.monotonic() - began) + 20)
    took = time.monotonic() - began
    kept = place.execute(
        "SELECT delivery_id FROM enhancements_delivery WHERE processed_at IS NOT NULL"
    )
    missing = taken - {row[0] for row in kept}
    assert not missing, f"taken with 202 and not kept: {missing}"
    return took


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    sys.exit(main(words[0] if words else 50, words[1] if len(words) > 1 else 1))
