"""Django's entry for the application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class EnhancementsConfig(AppConfig):
    """The one application of the tracker."""

    name = "enhancements"
    verbose_name = "Enhancements"

    def ready(self) -> None:
        """Load the Celery application, which `shared_task` binds its tasks to."""
        import_module("tracker.celery")
