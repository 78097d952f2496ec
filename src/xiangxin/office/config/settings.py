"""Settings of the office, from its home folder and the environment. Nothing here depends on the county."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from xiangxin import __version__
from xiangxin.office.config.database import databases
from xiangxin.office.config.home import folder_from_environment, read_home

HOME = read_home(folder_from_environment())
VERSION = __version__
DEMO = HOME.kind == "demo"

DEBUG = False
SECRET_KEY = HOME.key("session").hex()
ALLOWED_HOSTS = [host for host in os.environ.get("XIANGXIN_HOSTS", "127.0.0.1,localhost").split(",") if host]
HTTPS = os.environ.get("XIANGXIN_HTTPS", "0") == "1"

OFFICE_ROOMS = ["shell", "vault", "audit", "jobs", "areas", "accounts", "consent", "parties", "web"]
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
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "xiangxin.office.shell.middleware.EdgeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
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

DATABASES = databases(HOME.folder, os.environ.get("DATABASE_URL", ""))
DATABASE_ROUTERS = ["xiangxin.office.config.database.ReadsApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME.folder / "static"

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
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
