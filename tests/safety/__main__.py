"""The safety tests with every text and every page, and a table of what was tried.

python -m tests.safety           the whole campaign
python -m tests.safety --quick   what `make test` and `make long` try
python -m tests.safety --world 2 a quarter of the texts on every page, of 0 to 3

The table of what was tried is printed also when the run is ended early.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.safety import corpus, tally

FOLDER = Path(__file__).parent
PART = "test_browser.py::test_every_text_on_every_page_does_no_harm"
ENDED = 130
"""As a shell says of a command that was ended by Ctrl-C."""


def main() -> int:
    """Run the tests and print the table; the exit status is that of pytest."""
    parser = argparse.ArgumentParser(prog="python -m tests.safety", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the campaign")
    parser.add_argument(
        "--world", type=int, choices=range(corpus.WORLDS), help="one part"
    )
    given, more = parser.parse_known_args()
    marks = "not campaign" if given.quick else "campaign or not campaign"
    what = (
        str(FOLDER)
        if given.world is None
        else f"{FOLDER}/{PART}[chromium-{given.world}]"
    )
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", marks, what, *more]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tally"
        place.touch()
        try:
            return subprocess.run(
                command, env={**os.environ, tally.PLACE: str(place)}, check=False
            ).returncode
        except KeyboardInterrupt:
            return ENDED
        finally:
            print(tally.table(place.read_text(encoding="utf-8")))  # noqa: T201 - its purpose


if __name__ == "__main__":
    sys.exit(main())
