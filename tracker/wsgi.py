"""The web process for servers that speak WSGI only; pages need no more."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from tracker import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("TRACKER_PROCESS", "web")
if embedded.is_default():
    embedded.ensure()

application = get_wsgi_application()
