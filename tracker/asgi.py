"""The web process: `uvicorn tracker.asgi:application`."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from tracker import embedded, limits, memory
from tracker.live.running import HUB
from tracker.live.stream import streaming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("TRACKER_PROCESS", "web")
if embedded.is_default():
    embedded.ensure()

_pages = get_asgi_application()
application = limits.bounded(
    streaming(_pages, HUB, most=lambda: int(settings.LIVE_VIEWERS))
)
memory.settle()
