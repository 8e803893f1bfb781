"""What can go wrong with the embedded servers, said in one sentence."""

from __future__ import annotations


class EmbeddedError(Exception):
    """The embedded servers cannot be had; the text says why and what to do."""
