"""Settings that nothing may weaken, read from what is in force."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tracker import embedded
from tracker import settings as module
from tracker.celery import app
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from pathlib import Path

OWN = {
    "DATABASE_URL": "postgresql://someone@db.example:5433/name?sslmode=require",
    "DATABASE_PASSWORD": "p@ss/word",
    "REDIS_URL": "redis://cache.example:6379",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "TRACKER_HOSTS": "tracker.example.org",
}
READ = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def production(tmp_path: Path, *command: str, **more: str) -> str:
    """Run Python with settings of a production installation; return what it prints."""
    environment = {"PATH": os.environ["PATH"], "TRACKER_HOME": str(tmp_path)}
    environment |= {"DJANGO_SETTINGS_MODULE": "tracker.settings"} | OWN | more
    result = subprocess.run(
        [sys.executable, *command],
        cwd=project(),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def read(tmp_path: Path, *names: str, **more: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(
        production(tmp_path, "-c", READ, *names, **more)
    )
    return values


def test_deployment_check_finds_nothing(tmp_path: Path):
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    said = production(tmp_path, *command)
    assert said == "System check identified no issues (0 silenced).\n"


def test_debug_is_off_and_hosts_are_exact(tmp_path: Path):
    assert read(tmp_path, "DEBUG", "ALLOWED_HOSTS") == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["tracker.example.org"],
    }


def test_cookies_are_bound_to_host_and_tls(tmp_path: Path):
    assert read(
        tmp_path,
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
    ) == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
    }


def test_database_of_a_command_has_no_pool_and_no_timeout(tmp_path: Path):
    [database] = read(tmp_path, "DATABASES")["DATABASES"].values()
    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "name",
        "USER": "someone",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {
            "sslmode": "require",
            "options": "-c statement_timeout=0 -c jit=off",
        },
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


def test_database_of_a_page_has_both(tmp_path: Path):
    [database] = read(tmp_path, "DATABASES", TRACKER_PROCESS="web")[
        "DATABASES"
    ].values()
    assert database["OPTIONS"] == {
        "sslmode": "require",
        "options": "-c statement_timeout=10000 -c jit=off",
        "pool": {
            "min_size": 1,
            "max_size": 8,
            "timeout": 5,
            "reconnect_timeout": 5,
        },
    }


def test_collected_static_files_get_hashed_names(tmp_path: Path):
    given = read(tmp_path, "STORAGES", "STATIC_ROOT", TRACKER_STATIC_ROOT="/static")
    assert given["STATIC_ROOT"] == "/static"
    assert given["STORAGES"]["staticfiles"] == {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }


@pytest.mark.django_db
def test_database_is_postgresql_15_or_newer():
    assert connection.vendor == "postgresql"
    assert connection.cursor().connection.info.server_version >= 150000


def test_celery_loses_and_doubles_nothing():
    conf = app.conf
    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is True
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_ignore_result is True
    assert conf.accept_content == ["json"]
    assert conf.task_serializer == "json"
    assert conf.worker_soft_shutdown_timeout > 0
    assert conf.worker_max_memory_per_child > 0
    assert conf.broker_connection_retry_on_startup is True
    assert conf.broker_transport_options == {
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }


def test_task_ends_before_its_message_is_given_out_again():
    visible_after = app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert app.conf.task_time_limit < visible_after / 2


def test_beat_wakes_the_worker_often():
    schedule = {
        entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()
    }
    assert schedule == {
        "enhancements.sync_projects": 300,
        "enhancements.poll_repositories": 60.0,
        "enhancements.refresh_teams": 60.0,
        "enhancements.sweep": 5.0,
        "enhancements.forget_deliveries": 3600.0,
        "enhancements.redeliver": 3600.0,
        "enhancements.make_snapshots": 60.0,
        "enhancements.prepare_asks": 900.0,
        "enhancements.tell": 60.0,
        "enhancements.send_mail": 60.0,
        "enhancements.send_to_channels": 30.0,
        "enhancements.forget_old_sessions": 24 * 3600.0,
    }


def test_interval_of_looks_may_be_short_and_must_be_one(tmp_path: Path):
    told = read(tmp_path, "POLL_SECONDS", "SWEEP_SECONDS", TRACKER_POLL_SECONDS="0.5")
    assert told == {"POLL_SECONDS": 0.5, "SWEEP_SECONDS": 1.0}
    with pytest.raises(AssertionError, match="must be a number of seconds above 0"):
        read(tmp_path, "POLL_SECONDS", TRACKER_POLL_SECONDS="0")


def test_beat_names_tasks_that_exist():
    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert named - set(app.tasks) == set()


def test_broker_and_cache_are_apart(settings):
    redis_socket = embedded.addresses().redis_url.removeprefix("unix://")
    if not settings.EMBEDDED:
        pytest.skip("the addresses are somebody else's")
    assert f"redis+socket://{redis_socket}?virtual_host=0" == settings.CELERY_BROKER_URL
    # The tests' own cache is another: what is meant is what the module says.
    assert module.CACHES["default"]["LOCATION"] == f"unix://{redis_socket}?db=1"


def test_secret_key_is_made_once_and_private(tmp_path: Path):
    made = embedded.secret_key(tmp_path / "home")
    assert embedded.secret_key(tmp_path / "home") == made
    assert len(made) >= 50
    mode = (tmp_path / "home" / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret_key"]


def test_people_sign_in_with_github_and_nothing_else(tmp_path: Path):
    names = {
        "AUTH_USER_MODEL": "enhancements.Account",
        "AUTHENTICATION_BACKENDS": ["tracker.accounts.Backend"],
        "SOCIALACCOUNT_ONLY": True,
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_QUERY_EMAIL": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": False,
        "SOCIALACCOUNT_PROVIDERS": {
            "github": {"OAUTH_PKCE_ENABLED": True, "SCOPE": []}
        },
        "SESSION_COOKIE_AGE": 14 * 24 * 3600,
        "DEMO_PEOPLE": False,
        "GITHUB_CLIENT_ID": "",
    }
    assert read(tmp_path, *names) == names


def test_client_address_is_the_proxy_s_word_only_behind_one(tmp_path: Path):
    name = "ALLAUTH_TRUSTED_PROXY_COUNT"
    assert read(tmp_path, name) == {name: 0}
    assert read(tmp_path, name, TRACKER_BEHIND_PROXY="1") == {name: 1}
