from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.mark.django_db
def test_x():
    call_command("makemigrations", "--check", "--dry-run")
    call_command("sqlmigrate", "enhancements", "0029")
