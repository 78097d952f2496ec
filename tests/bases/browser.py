"""Pages as a person sees them: the machine's own Chromium against a server on loopback.

A ``Visitor`` notes whatever a page does that it must not: errors in the console, answers of 500, breaches of the
content security policy, requests to anybody else. A test ends with ``visitor.check()``, which also asks axe about
accessibility.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from bases.accounts_made import sign_in
from xiangxin.office.accounts.models import Account

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response
    from pytest_django.live_server_helper import LiveServer

WIDE, TABLET, PHONE = (1440, 1000), (1024, 768), (390, 844)
"""Sizes of the screens that pages are made for."""

SECONDS_TO_END = 10
"""How long a thread of the server may take to notice that its browser has gone."""

_REPORT_BREACHES = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.breaches.push(event.violatedDirective + " " + event.blockedURI + " " + (event.sample || "")));
"""


def program() -> str:
    """Where the browser is."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    return next(path for path in found if path)


@pytest.fixture(scope="session")
def chromium(django_db_setup: None, live_server: LiveServer) -> Iterator[Browser]:
    """One browser for the whole session; closed before the server, and both before the database they share is dropped.

    The server does not ask for the database itself: where the first test of a session opened a page, it outlived it.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most runs open no browser

    # The server then ends when every thread of it has, and with the thread its connections: nobody drops a database
    # that somebody still works in. With the browser gone no thread has anything to wait for.
    live_server.thread.httpd.daemon_threads = False
    # Playwright keeps a loop in this thread; Django would take our own queries for queries inside of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(), args=["--no-sandbox", "--font-render-hinting=none"]
        )
        yield browser
        browser.close()
    wait_for_the_server()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def wait_for_the_server() -> None:
    """Until it has answered everybody who has gone: a page that asks now and then may have asked as it was closed.

    What is still being answered would hold the tables as they are emptied, or fill those of the next test.
    """
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(SECONDS_TO_END)


class Visitor:
    """One person at one screen."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int] = WIDE, account: Account | None = None):
        self.address = address
        self.wrongs: list[str] = []
        width, height = size
        self._browser = browser
        self._more: list[BrowserContext] = []
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            device_scale_factor=2 if size == PHONE else 1,
            is_mobile=size == PHONE,
            locale="zh-CN",
        )
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(_REPORT_BREACHES)
        if account is not None:
            self._sign_in(account)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.wrongs.append(f"script: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)

    def _sign_in(self, account: Account) -> None:
        client = Client()
        sign_in(client, account)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrongs.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.address).netloc:
            self.wrongs.append(f"request to somebody else: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.wrongs.append(f"{response.status}: {response.url}")

    def goes_to(self, path: str) -> Page:
        """Open a page and wait until nothing moves."""
        self.page.goto(path, wait_until="networkidle")
        return self.page

    def looks_at(self, path: str) -> Page:
        """Open a page and wait until its scripts have run and what they asked for has come, but for no longer.

        Whatever the page does later is still noted, as the next page is opened; for who opens one after another.
        """
        self.page.goto(path, wait_until="load")
        self.page.wait_for_function("!document.querySelector('.htmx-request')")
        return self.page

    def on_a_slow_line(self, latency: int = 300, kilobits: int = 400) -> None:
        """From now on as in a village: so many milliseconds to and fro, so many kilobits a second."""
        bytes_a_second = kilobits * 1000 // 8
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency,
                "downloadThroughput": bytes_a_second,
                "uploadThroughput": bytes_a_second,
            },
        )

    def browser_without_scripts(self) -> Page:
        """The same person with scripts switched off."""
        context = self._browser.new_context(base_url=self.address, java_script_enabled=False, locale="zh-CN")
        context.add_cookies(cast("Any", self.context.cookies()))
        self._more.append(context)
        return context.new_page()

    def breaches(self) -> list[str]:
        """What the content security policy had to stop on the present page."""
        return list(self.page.evaluate("window.breaches"))

    def accessibility(self) -> list[str]:
        """What axe finds on the present page: rule and place, WCAG 2.2 AA and its own good practice."""
        from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - as above

        found: list[dict[str, Any]] = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {' '.join(map(str, node['target']))}" for one in found for node in one["nodes"]]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def check(self) -> None:
        """Fail by whatever the page did wrong."""
        assert (self.wrongs, self.breaches(), self.accessibility(), max(0, self.overflow())) == ([], [], [], 0)

    def photograph(self, path: Path, *, whole: bool = True) -> None:
        """The page as a picture."""
        self.page.screenshot(path=path, full_page=whole)

    def leave(self) -> None:
        """Close every window."""
        for context in (self.context, *self._more):
            context.close()


class Visitors:
    """Makes visitors of one server and sees them out."""

    def __init__(self, browser: Browser, server: LiveServer):
        self.browser, self.address = browser, server.url
        self.made: list[Visitor] = []

    def __call__(self, size: tuple[int, int] = WIDE, account: Account | None = None) -> Visitor:
        """A new visitor with a clean browser, signed in as ``account`` where one is given."""
        visitor = Visitor(self.browser, self.address, size, account)
        self.made.append(visitor)
        return visitor


@pytest.fixture
def visitors(chromium: Browser, live_server: LiveServer) -> Iterator[Visitors]:
    """``visitors(size, account)`` opens a browser window on the office's own server."""
    made = Visitors(chromium, live_server)
    yield made
    for visitor in made.made:
        visitor.leave()
    wait_for_the_server()
