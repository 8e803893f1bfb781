"""Django's entry for the application."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from enhancements.profiles import ProfileInvalid, loader
from tracker import timestamps


class EnhancementsConfig(AppConfig):
    """The one application of the tracker."""

    name = "enhancements"
    verbose_name = "Enhancements"

    def ready(self) -> None:
        """Load the Celery application, which `shared_task` binds its tasks to.

        And our checks of a deployment; let times be read fast; and look for profiles
        where the operator keeps some.
        """
        import_module("tracker.celery")
        import_module("tracker.checks")
        timestamps.use()
        if settings.PROFILES:
            try:
                loader.use(Path(settings.PROFILES))
            except ProfileInvalid as error:
                message = f"TRACKER_PROFILES: {error}"
                raise ImproperlyConfigured(message) from error
