"""Settings of the office, from its home folder and the environment. Nothing here depends on the county.

Of the environment: ``XIANGXIN_HOME`` (the folder), ``DATABASE_URL`` (PostgreSQL instead of SQLite), ``XIANGXIN_HTTPS``
(1 behind a proxy that speaks HTTPS), ``XIANGXIN_HOSTS`` (names under which the office is called), ``XIANGXIN_PROXIES``
(addresses of proxies whose ``X-Forwarded-*`` is believed), ``XIANGXIN_HOUSEHOLD_SITE`` (what households type,
where it is another address than the staff's), ``XIANGXIN_PHONE_GATEWAY`` (where texts to phones are
handed over; without it nobody signs in by phone). ``xiangxin office check`` judges the whole.
"""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path

from csp.constants import NONE, SELF

from xiangxin import __version__
from xiangxin.office.config.database import databases
from xiangxin.office.config.home import check_database, folder_from_environment, read_home
from xiangxin.office.config.signing_in import *  # noqa: F403 - one subject in one file, all of it settings


def _listed(variable: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(variable, default).split(",") if word.strip()]


HOME = read_home(folder_from_environment())
DATABASE_URL = os.environ.get("DATABASE_URL", "")
check_database(HOME, DATABASE_URL)
VERSION = __version__
DEMO = HOME.kind == "demo"

DEBUG = False
SECRET_KEY = HOME.key("session").hex()
ALLOWED_HOSTS = _listed("XIANGXIN_HOSTS", "127.0.0.1,localhost")
PROXIES = _listed("XIANGXIN_PROXIES")
PHONE_GATEWAY = os.environ.get("XIANGXIN_PHONE_GATEWAY", "")
HOUSEHOLD_SITE = os.environ.get("XIANGXIN_HOUSEHOLD_SITE", "").rstrip("/")
METRICS_TOKEN = os.environ.get("XIANGXIN_METRICS_TOKEN", "")
"""With it, whoever sends it sees figures and details of health; without it, this machine only."""
WEBHOOK_NETWORKS = [ip_network(one) for one in _listed("XIANGXIN_WEBHOOK_NETWORKS")]
"""Private networks into which the operator lets events and checkpoints be sent."""
HTTPS = os.environ.get("XIANGXIN_HTTPS", "0") == "1"

OFFICE_ROOMS = [
    "shell",
    "vault",
    "audit",
    "outbox",
    "jobs",
    "areas",
    "accounts",
    "gateway",
    "consent",
    "places",
    "parties",
    "incentives",
    "creditfile",
    "intake",
    "feeds",
    "visits",
    "adoption",
    "review",
    "runs",
    "grants",
    "certificates",
    "outcome",
    "station",
    "oversight",
    "web",
    "operations",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *(f"xiangxin.office.{room}" for room in OFFICE_ROOMS),
    "django_tasks_db",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
MIDDLEWARE = [
    "xiangxin.office.shell.tracing.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "xiangxin.office.shell.middleware.EdgeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xiangxin.office.accounts.middleware.ViewerMiddleware",
]
ROOT_URLCONF = "xiangxin.office.config.urls"
WSGI_APPLICATION = "xiangxin.office.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xiangxin.office.web.frame.context",
            ]
        },
    }
]

DATABASES = databases(HOME.folder, DATABASE_URL)
DATABASE_ROUTERS = ["xiangxin.office.config.database.ReadsApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"}}
"""Shared by every process: a time code that one of them has taken is taken for all."""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "xiangxin.office.shell.logs.formatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "django_tasks": {"level": "WARNING"},
    },
}
"""One JSON line for an event, to the error output; a refusal is told by the request's own line."""

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME.folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "xiangxin.office.config.staticfiles.StaticFiles"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 4_100_000
"""Bytes of a body beside its files: what the API takes, which tells its own limit in words."""
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "xiangxin.office.intake.spool.SealedUploadHandler",
]
"""Small uploads stay in memory, larger ones are sealed as they arrive: none lies on a disk in the clear."""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
CSRF_FAILURE_VIEW = "xiangxin.office.shell.problems.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# The preload list takes whole registered domains, and for years: that is for whoever owns the domain to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W021", *SILENCED_BY_SIGNING_IN]  # noqa: F405
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
