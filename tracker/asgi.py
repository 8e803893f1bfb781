"""The web process: `uvicorn tracker.asgi:application`."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from tracker import embedded, limits, memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("TRACKER_PROCESS", "web")
if embedded.is_default():
    embedded.ensure()

application = limits.bounded(get_asgi_application())
memory.settle()
