"""Settings of the tracker: one file, all of it from the environment.

Nothing needs to be set to try it: with neither DATABASE_URL nor REDIS_URL the servers
that `tracker.embedded` keeps under TRACKER_HOME are used. `.env.example` lists every
variable. Sections: process, secrets and hosts, applications, database, Redis, Celery,
templates, static files, security, time and language, logging, the tracker's own,
GitHub, mail, signing in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from enhancements import languages
from tracker import embedded, env, logs, mail_urls, redis_urls, schedule

# --- Process ---------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
# What the tracker writes: the embedded servers' data, the secret key, git mirrors.
TRACKER_HOME = embedded.home()
EMBEDDED = embedded.is_default()

DEBUG = env.read_bool("DEBUG", default=False)
# Set by asgi.py and wsgi.py: requests are served by threads that come and go and must
# not run for long; commands and tasks keep one connection and may take their time.
IS_WEB = env.read_text("TRACKER_PROCESS", "command") == "web"
# Plain http, for a page on this machine only: `serve` and `demo` turn it on when they
# listen on a loopback address. In production TLS ends at a proxy, and this stays off.
INSECURE_HTTP = env.read_bool("TRACKER_INSECURE_HTTP", default=False)

# --- Secrets and hosts -----------------------------------------------------------

SECRET_KEY = env.read_secret(
    "SECRET_KEY",
    embedded.secret_key(TRACKER_HOME) if EMBEDDED else None,
    hint="Make one with `openssl rand -base64 48`, or name a file in SECRET_KEY_FILE.",
)
# Keys that were in force before, so that a change signs nobody out.
SECRET_KEY_FALLBACKS = env.read_list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.read_list(
    "TRACKER_HOSTS",
    ["localhost", "127.0.0.1", "[::1]"] if EMBEDDED else None,
    hint="Name the hosts people open, such as tracker.example.org, between commas.",
)

# --- Applications ----------------------------------------------------------------

ROOT_URLCONF = "tracker.urls"
ASGI_APPLICATION = "tracker.asgi.application"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "enhancements",
]

MIDDLEWARE = [
    "tracker.tracing.Requests",
    "tracker.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "tracker.static.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "tracker.languages.Languages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tracker.visits.Visits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.outage.Outage",
]

# --- Database --------------------------------------------------------------------

if EMBEDDED:
    _addresses = embedded.addresses()
    DATABASE_URL, REDIS_URL = _addresses.database_url, _addresses.redis_url
else:
    DATABASE_URL = env.read_secret("DATABASE_URL")
    REDIS_URL = env.read_secret("REDIS_URL")

_conninfo = conninfo_to_dict(DATABASE_URL)
# Milliseconds after which PostgreSQL ends a page's query; 0 is never.
STATEMENT_TIMEOUT = env.read_int("TRACKER_STATEMENT_TIMEOUT", 10_000) if IS_WEB else 0
_options: dict[str, Any] = {
    key: value
    for key, value in _conninfo.items()
    if key not in {"dbname", "user", "password", "host", "port"}
}
# Our statements are short: compiling one takes longer than running it.
_options["options"] = f"-c statement_timeout={STATEMENT_TIMEOUT} -c jit=off"
if IS_WEB:
    # Under ASGI each request runs in a thread of its own, so connections are pooled.
    # A worker forks, which no pool survives, and a command needs just one.
    # While the database is away an answer comes before GitHub gives up on a delivery;
    # and the pause between two tries to reach it stays short, however long it is away.
    _options["pool"] = {
        "min_size": 1,
        "max_size": 8,
        "timeout": 5,
        "reconnect_timeout": 5,
    }

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": str(_conninfo.get("dbname") or "tracker"),
        "USER": str(_conninfo.get("user") or ""),
        "PASSWORD": env.read_secret(
            "DATABASE_PASSWORD", str(_conninfo.get("password") or "")
        ),
        "HOST": str(_conninfo.get("host") or ""),
        "PORT": str(_conninfo.get("port") or ""),
        "OPTIONS": _options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }
}

# --- Redis: database 0 is Celery's, 1 the cache ------------------------------------

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_urls.database(REDIS_URL, 1),
        "TIMEOUT": 300,
    }
}

# --- Celery: a task only wakes a worker up, what is owed is in PostgreSQL -------------

CELERY_BROKER_URL = redis_urls.broker(REDIS_URL, 0)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message that a dead worker held is given out again after visibility_timeout, looked
# for every 5 seconds. No task may run half as long, or it would be given out twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_TIME_LIMIT = 270
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "tracker.celery:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
# Seconds between two looks at every project's sources.
SYNC_SECONDS = env.read_int("TRACKER_SYNC_SECONDS", 300, minimum=1)
# Seconds between two looks at every repository on GitHub, at no cost without news.
POLL_SECONDS = env.read_seconds("TRACKER_POLL_SECONDS", 60.0)
# Seconds between two looks for work that is owed and that nobody was woken for.
SWEEP_SECONDS = min(10.0, max(1.0, POLL_SECONDS / 12))
# Seconds without a word after which a worker that holds a repository is given up:
# longer than a task may run.
STALLED_SECONDS = env.read_seconds("TRACKER_STALLED_SECONDS", 300.0)
CELERY_BEAT_SCHEDULE = schedule.schedule(
    poll=POLL_SECONDS, sync=SYNC_SECONDS, sweep=SWEEP_SECONDS
)

# --- Templates: Jinja2 for our own pages, Django's for the applications we use --------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "enhancements.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    },
]

# --- Static files ------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The image collects its files here and serves them under hashed names. A checkout has
# no such folder: it serves the files where they lie, so that an edit is seen.
STATIC_ROOT = env.read_text("TRACKER_STATIC_ROOT", "") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = STATIC_ROOT is None
# No page of another site needs a file of ours.
WHITENOISE_ALLOW_ALL_ORIGINS = False
_storage = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if STATIC_ROOT
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _storage},
}

# --- Security ------------------------------------------------------------------------

SECURE_SSL_REDIRECT = not INSECURE_HTTP
# The probe of a container asks its own port, without the proxy that speaks TLS.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_REFERRER_POLICY = "same-origin"
# Only with a proxy that always sets this header itself, else any client could.
BEHIND_PROXY = env.read_bool("TRACKER_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
# The prefix makes browsers refuse such a cookie from any other host; it needs TLS.
SESSION_COOKIE_NAME = "sessionid" if INSECURE_HTTP else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if INSECURE_HTTP else "__Host-csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "enhancements.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 14 * 24 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Time and language ---------------------------------------------------------------

# What Django says itself stays English; what we say is in `enhancements.languages`.
LANGUAGE_CODE = languages.SOURCE
USE_I18N = False
# What a reader may choose from, the usual one first: those in which everything is said,
# unless somebody wants to see how far another one has come.
LANGUAGES_OFFERED = env.read_list("TRACKER_LANGUAGES", list(languages.COMPLETE))
if _unknown := set(LANGUAGES_OFFERED) - set(languages.codes()):
    raise ImproperlyConfigured(
        f"TRACKER_LANGUAGES names {', '.join(sorted(_unknown))}, but there are only"
        f" {', '.join(languages.codes())}."
    )
LANGUAGE_COOKIE = "language"
USE_TZ = True
TIME_ZONE = "UTC"

# --- Logging -------------------------------------------------------------------------

# Lines for people, or for programs that collect them.
LOG_FORMAT = env.read_choice("TRACKER_LOG_FORMAT", logs.TEXT, logs.FORMATS)
LOGGING = logs.configuration(
    form=LOG_FORMAT,
    level=env.read_choice(
        "TRACKER_LOG_LEVEL",
        "info",
        ("debug", "info", "warning", "error", "critical"),
    ),
)

# --- The tracker's own ---------------------------------------------------------------

# Whether a project's sources may be folders of this machine. Only for trying out: who
# may add a project could else read any repository that the worker can.
LOCAL_SOURCES = env.read_bool("TRACKER_LOCAL_SOURCES", default=False)
# A folder with profiles of the operator's own; they come before the bundled ones.
PROFILES = env.read_text("TRACKER_PROFILES", "") or None
# What signs GitHub's webhook deliveries; while it is changed, the former one is good
# too. Without one no delivery is taken.
WEBHOOK_SECRETS = [
    secret
    for secret in (
        env.read_secret("TRACKER_WEBHOOK_SECRET", ""),
        env.read_secret("TRACKER_WEBHOOK_SECRET_FORMER", ""),
    )
    if secret
]
# Who may read the metrics: they say it as `Authorization: Bearer ...`. Without one
# there are none.
METRICS_TOKEN = env.read_secret("TRACKER_METRICS_TOKEN", "")
# How many may watch boards at one web process; each is an open connection.
LIVE_VIEWERS = env.read_int("TRACKER_LIVE_VIEWERS", 1000)
# Where the sources' repositories are mirrored.
MIRRORS = TRACKER_HOME / "mirrors"

# --- GitHub ------------------------------------------------------------------------

# The address of its pages: github.com, or an Enterprise server's.
GITHUB_URL = env.read_text("TRACKER_GITHUB_URL", "https://github.com")
# Who asks: an App, else a token. With neither, what only GitHub knows is not read.
GITHUB_APP_ID = env.read_text("TRACKER_GITHUB_APP_ID", "")
GITHUB_APP_KEY = env.read_secret("TRACKER_GITHUB_APP_KEY", "")
GITHUB_TOKEN = env.read_secret("TRACKER_GITHUB_TOKEN", "")

# --- Mail: who gave an address is asked there, too ----------------------------------

_mail = mail_urls.server(env.read_secret("TRACKER_MAIL_URL", ""))
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.use_tls, _mail.use_ssl
# Seconds: below the pause after which another worker would try the same message.
EMAIL_TIMEOUT = 20
# From whom, and where links lead: a worker knows no address of its own.
MAIL_FROM = DEFAULT_FROM_EMAIL = env.read_text("TRACKER_MAIL_FROM", "")
ADDRESS = mail_urls.address(env.read_text("TRACKER_ADDRESS", ""))

# --- Channels: chats and programs that take messages ---------------------------------

# Whether messages may go to this machine itself, without TLS. Only for trying out: who
# may keep a channel could else reach what listens here for nobody else.
LOCAL_CHANNELS = env.read_bool("TRACKER_LOCAL_CHANNELS", default=False)

# --- Signing in, with GitHub and nothing else --------------------------------------

AUTH_USER_MODEL = "enhancements.Account"
AUTHENTICATION_BACKENDS = ["tracker.accounts.Backend"]
LOGIN_URL = "enhancements:sign-in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
# The OAuth App. Without one nobody can sign in, and the page says what to set.
GITHUB_CLIENT_ID = env.read_text("TRACKER_GITHUB_CLIENT_ID", "")
GITHUB_CLIENT_SECRET = env.read_secret("TRACKER_GITHUB_CLIENT_SECRET", "")
# Numeric GitHub ids of who runs this installation.
OPERATORS = env.read_github_ids("TRACKER_OPERATORS")
# One click to be any of the sample's people: for `demo` on this machine alone.
DEMO_PEOPLE = env.read_bool("TRACKER_DEMO_PEOPLE", default=False)

ACCOUNT_ADAPTER = "tracker.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# No form of ours asks for these; allauth only wants them to agree with each other.
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*"]
SOCIALACCOUNT_ADAPTER = "tracker.accounts.SocialAdapter"
SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_PROVIDERS = {"github": {"OAUTH_PKCE_ENABLED": True, "SCOPE": []}}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
