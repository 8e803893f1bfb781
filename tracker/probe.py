"""Ask the web process whether it answers: `python -m tracker.probe [PORT]`.

For the health check of a container, which has no curl. Exits with 0 when it does.
"""

from __future__ import annotations

import http.client
import os
import sys

# Seconds to wait for an answer.
TIMEOUT = 5


def answers(host: str, port: int, path: str = "/healthz") -> bool:
    """Whether the page comes with any status but a server's error (5xx).

    Asks under the first name in TRACKER_HOSTS, since others are refused.
    """
    name = os.environ.get("TRACKER_HOSTS", "").split(",")[0].strip() or host
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    port_asked = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    sys.exit(not answers("127.0.0.1", port_asked))
