"""What the HTTP server runs."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from xiangxin.office.config.loading import loading
from xiangxin.office.config.parents import VARIABLE, when_orphaned

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiangxin.office.config.settings")
if server := os.environ.get(VARIABLE):
    when_orphaned(int(server), lambda: os._exit(0))
with loading():
    application = get_wsgi_application()
    _pages = get_resolver().url_patterns  # nobody's first request reads them
if settings.PROXIES:
    # Who called and whether by HTTPS is taken from a proxy's word only where the proxy is one of ours.
    application = wrap_wsgi_with_proxy_headers(application, settings.PROXIES)
