"""The safety tests with every text and every page, and a table of what was tried.

python -m tests.safety           the whole campaign
python -m tests.safety --quick   what `make test` and `make long` try
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.safety import tally

FOLDER = Path(__file__).parent


def main() -> int:
    """Run the tests and print the table; the exit status is that of pytest."""
    parser = argparse.ArgumentParser(prog="python -m tests.safety", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the campaign")
    given, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tally"
        place.touch()
        marks = [] if given.quick else ["-m", "campaign or not campaign"]
        command = [sys.executable, "-m", "pytest", "-n", "0", str(FOLDER)]
        done = subprocess.run(
            [*command, *(["-m", "not campaign"] if given.quick else marks), *more],
            env={**os.environ, tally.PLACE: str(place)},
            check=False,
        )
        print(tally.table(place.read_text(encoding="utf-8")))  # noqa: T201 - its purpose
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
