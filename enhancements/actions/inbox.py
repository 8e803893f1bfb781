"""Webhook deliveries: received in one insert, worked off later."""

from __future__ import annotations
