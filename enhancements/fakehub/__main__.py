"""Runs the pretended GitHub: ``python -m enhancements.fakehub --port 8080``."""

from __future__ import annotations

import argparse
import json
import sys
import time

from enhancements.fakehub.seeds import populate
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World


def main() -> None:
    """Populate a world, say in one line of JSON where it is, and answer."""
    parser = argparse.ArgumentParser(prog="python -m enhancements.fakehub")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--issues", type=int, default=100)
    parser.add_argument("--repo", default="acme/plans")
    parser.add_argument("--token", default="ghp_pretended", help="of the account alice")
    parser.add_argument("--limit", type=int, default=5000, help="requests an hour")
    parser.add_argument("--no-limits", action="store_true")
    told = parser.parse_args()
    world = World(told.seed, start=time.time(), rate=1.0)
    populate(world, told.seed, issues=told.issues, repo=told.repo)
    hub = Fakehub(world, port=told.port, limit=told.limit, limits_on=not told.no_limits)
    token = hub.access.add_token("alice", text=told.token)
    about = {"url": hub.url, "api": hub.api, "token": token.text, "repo": told.repo}
    sys.stdout.write(json.dumps(about) + "\n")
    sys.stdout.flush()
    try:
        hub.serve()
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
