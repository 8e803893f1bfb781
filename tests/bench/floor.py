"""The least that an import could cost: git's own commands, and each version once
through libyaml. Run as a program: `floor.py REPOSITORY FOLDER` prints what it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import yaml


def main(repository: str, folder: str) -> int:
    """Clone, list the first-parent history, read and parse; returns the versions."""
    # As from another machine: without it git would only link the files of this one.
    words = ["git", "clone", "--mirror", "--no-local", "-q", repository, folder]
    subprocess.run(words, check=True)
    log_words = (
        "log",
        "--first-parent",
        "--reverse",
        "--raw",
        "-z",
        "-M",
        "--no-abbrev",
    )
    log = _git(folder, *log_words, "--format=commit %H %ct %s", "HEAD", "--", "keps")
    blobs = [
        field.split()[3]
        for field in log.split(b"\0")
        if field.lstrip(b"\n")[:1] == b":"
    ]
    contents = _git(folder, "cat-file", "--batch", asked=b"\n".join(blobs) + b"\n")
    position = 0
    for _ in blobs:
        end = contents.index(b"\n", position)
        size = int(contents[position:end].split()[2])
        text = contents[end + 1 : end + 1 + size]
        yaml.load(text, Loader=yaml.CSafeLoader)
        position = end + size + 2
    return len(blobs)


def _git(folder: str, *words: str, asked: bytes | None = None) -> bytes:
    done = subprocess.run(
        ["git", "-C", folder, *words], input=asked, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


if __name__ == "__main__":
    start = time.perf_counter()
    main(*sys.argv[1:])
    seconds = time.perf_counter() - start
    json.dump({"seconds": seconds, "cpu": sum(os.times()[:4])}, sys.stdout)
