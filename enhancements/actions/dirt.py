"""Mark objects that have to be fetched again, once each."""

from __future__ import annotations
