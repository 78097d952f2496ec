"""What a reviewer waits for on a village's line: 300 ms to and fro, 400 kbit/s, by Chromium's own emulation.

An office of its own with one round, served as any office is (`xiangxin office serve`); a phone opens the list, rates
everybody and comes to the end. Writes ``BALLOTS.md``. Not part of `make bench`: it needs Chromium.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bases.apart import make_apart, run_apart  # noqa: E402 - the tests' own offices

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = (390, 844)
PEOPLE, LATENCY_MS, KILOBITS, MOST_BYTES = 12, 300, 400, 60 * 1024
COOKIE = "sessionid"
HERE = Path(__file__).parent
PAINTED = """() => new Promise(done => new PerformanceObserver(seen => {
  if (seen.getEntriesByName("first-contentful-paint").length) done();
}).observe({type: "paint", buffered: true}))"""

FILL = """
import json
from django.test import Client
from bases import review_made as made_
from bases.accounts_made import sign_in
from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from xiangxin.office.accounts.models import Account
from xiangxin.office.review import terms

terms.LIMITS["work_exponent"] = 4
made, source = made_.make_panel(), make_institution("provider")
for _ in range(PEOPLE):
    person = make_filed_person()
    values = (("crop_area_mu", "12"), ("poultry_head", "1300"), ("years_in_business", "9"), ("utilities_paid", "true"))
    records = (("honour", dict(category="moral_model", level="county")), ("training", dict(category="farming")))
    add(
        [new_value(person, kind, value, source) for kind, value in values]
        + [new_record(person, kind, source, **more) for kind, more in records]
    )
    made_.agree(made, person, ("farm", "merits", "paid"))
made_.open_round(made)
client = Client()
sign_in(client, Account.objects.get(id=made.reviewers[made_.seat_of(made, 0).id].account))
print(json.dumps(client.cookies["sessionid"].value))
"""


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of the office, served as an operator does it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for key in Path(environment["XIANGXIN_HOME"], "keys").iterdir():
        key.chmod(0o400)
    environment = {**environment, "XIANGXIN_HOSTS": "127.0.0.1,localhost"}
    command = [sys.executable, "-m", "xiangxin.cli", "office", "serve", "--port", str(port), "--no-worker"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        yield _answering(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait()


def _answering(address: str, server: subprocess.Popen[str]) -> str:
    for _ in range(120):
        if server.poll() is not None:
            assert server.stderr is not None
            raise SystemExit(server.stderr.read())
        try:
            urllib.request.urlopen(f"{address}/sign-in/doors/", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return address
    raise SystemExit("the office does not answer")


class Line:
    """A phone on a slow line: what it loaded and how long until one could read and answer."""

    def __init__(self, browser: Browser, address: str, cookie: str) -> None:
        width, height = PHONE
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, is_mobile=True, locale="zh-CN"
        )
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
        self.page: Page = context.new_page()
        self.loaded = 0
        session = context.new_cdp_session(self.page)
        session.on("Network.loadingFinished", self._on_loaded)
        session.send("Network.enable")
        speed = {"downloadThroughput": KILOBITS * 125, "uploadThroughput": KILOBITS * 125}
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})

    def _on_loaded(self, event: dict[str, Any]) -> None:
        self.loaded += int(event["encodedDataLength"])

    def timed(self, act: Any, until: Any) -> tuple[float, int]:
        """Seconds from an act until what was waited for is there and painted, and the bytes, also of what follows."""
        self.loaded, began = 0, time.perf_counter()
        act()
        until()
        self.page.evaluate(PAINTED)
        took = time.perf_counter() - began
        self.page.wait_for_load_state("networkidle")
        return took, self.loaded


def rated(browser: Browser, address: str, cookie: str) -> dict[str, list[tuple[float, int]]]:
    """All steps of a reviewer from a browser that has never been here to the end of the list."""
    line = Line(browser, address, cookie)
    page = line.page
    vote, following = page.get_by_role("button", name="投票"), page.get_by_role("link", name="评下一位")
    found = {
        "the list, never here before": [
            line.timed(lambda: page.goto("/review/ballots/", wait_until="commit"), following.wait_for)
        ]
    }
    found["from the list to the first person"] = [line.timed(following.click, vote.wait_for)]
    first = page.url
    fresh = Line(browser, address, cookie)
    opened = fresh.timed(
        lambda: fresh.page.goto(first, wait_until="commit"), fresh.page.get_by_role("button", name="投票").wait_for
    )
    found["a person, never here before"] = [opened]
    nexts = []
    for at in range(PEOPLE):
        if at % 4 == 3:
            act = page.get_by_role("button", name="不了解这个人").click
        else:
            page.get_by_label("评分").fill("85")
            act = vote.click
        place = page.url
        nexts.append(
            line.timed(
                act, lambda place=place: page.wait_for_url(lambda url: url != place, wait_until="domcontentloaded")
            )
        )
    found["from a rating to the next person"] = nexts
    return found


def told(found: dict[str, list[tuple[float, int]]], load: tuple[float, float]) -> list[str]:
    """The page of results."""
    lines = [
        "# A ballot on a village's line",
        "",
        f"One reviewer, {PEOPLE} people who each ticked all that can be ticked; {LATENCY_MS} ms to and fro, "
        f"{KILOBITS} kbit/s, by Chromium's own emulation, which adds no time for opening a connection: a first page "
        "over TLS takes two or three round trips more. Seconds until one can read and answer: median / longest. "
        f"Bytes as they came over the line; limit {MOST_BYTES:,} for a person's page with all that it loads. "
        f"Load of the machine {load[0]:.0f} to {load[1]:.0f}.",
        "",
        "| step | seconds | bytes, the most |",
        "| --- | --- | --- |",
    ]
    for step, all_ in found.items():
        seconds, sizes = [took for took, _ in all_], [size for _, size in all_]
        lines.append(
            f"| {step} ({len(all_)}) | {statistics.median(seconds):.1f} / {max(seconds):.1f} | {max(sizes):,} |"
        )
    whole = sum(took for took, _ in found["from a rating to the next person"])
    lines += ["", f"All {PEOPLE} were rated in {whole:.0f} s of waiting; reading and thinking not counted."]
    return lines


def main() -> None:
    """Measure and write ``BALLOTS.md``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the heading says that it needs a browser

    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        environment = make_apart(Path(folder))
        cookie = run_apart(environment, FILL.replace("PEOPLE", str(PEOPLE)))
        with served(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            found = rated(browser, address, cookie)
            browser.close()
    (HERE / "BALLOTS.md").write_text("\n".join(told(found, (load, os.getloadavg()[0]))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
