"""The tables, one file per noun; each model's docstring names its only writer."""

from __future__ import annotations

from enhancements.models.claim import Claim, Series
from enhancements.models.document import Blob, Document, Reading, Version
from enhancements.models.enhancement import Enhancement, Identifier
from enhancements.models.event import Event
from enhancements.models.project import Project, Source
from enhancements.models.record import Entry, Record
from enhancements.models.release import Release
from enhancements.models.sig import Sig

__all__ = [
    "Blob",
    "Claim",
    "Document",
    "Enhancement",
    "Entry",
    "Event",
    "Identifier",
    "Project",
    "Reading",
    "Record",
    "Release",
    "Series",
    "Sig",
    "Source",
    "Version",
]
