"""The story of a tablet in a real browser: registered, filled without network, wiped, sent, set apart."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account, viewer_for
from bases.browser import PHONE, TABLET, Visitor, Visitors
from bases.consent_made import make_consent, make_institution
from bases.parties_made import make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.visits.actions import confirm_device, revoke_device
from xiangxin.office.visits.models import Device, Task, Upload
from xiangxin.office.visits.tests.conftest import Receiving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(databases=["default", "reads"], transaction=True)]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")
PIN = "kiwi-7294"
NAMES = ("丁哨一", "戊哨二", "己哨三")

AT_REST = """
async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      const answer = await (await caches.open(name)).match(request);
      found.push(request.url + " " + await answer.text());
    }
  }
  for (const one of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      indexedDB.open(one.name).onsuccess = (event) => done(event.target.result);
    });
    for (const store of database.objectStoreNames) {
      const all = await new Promise((done) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      const seen = (value) => value instanceof CryptoKey ? (value.extractable ? "EXTRACTABLE" : "key")
        : value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder("utf-8").decode(value)
        : value && typeof value === "object" ? Object.entries(value).map(([k, v]) => k + "=" + seen(v)).join(";")
        : String(value);
      found.push(...all.map((value) => "ROW of " + store + ": " + seen(value)));
    }
    database.close();
  }
  found.push(JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie + location.href);
  return found;
}
"""


class Story:
    """A bank's account manager with a browser on a tablet, and three people who consented."""

    def __init__(self, visitors: Visitors, size: tuple[int, int]) -> None:
        make_village()
        self.bank: Institution = make_institution()
        for name in NAMES:
            make_consent(make_person(name).id, receiver=self.bank)
        self.account: Account = make_account(Role.ACCOUNT_MANAGER, COUNTY, self.bank)
        self.visitor: Visitor = visitors(size, self.account)
        self.page: Page = self.visitor.page
        self.size = size

    def look(self, name: str) -> None:
        """Nothing on the screen is wrong."""
        if PICTURES:
            self.visitor.photograph(Path(PICTURES) / f"visits-{name}-{self.size[0]}.png")
        self.visitor.check()

    def registers(self) -> None:
        """Register, have the office confirm, download."""
        page = self.page
        page.goto(reverse("visits:tablet"))
        page.get_by_label("设备名称").fill("三号平板")
        page.locator("#new-pin").fill(PIN)
        page.get_by_label("再输入一次").fill(PIN)
        self.look("register")
        page.get_by_role("button", name="登记").click()
        page.get_by_text("等另一个人核对：").wait_for()
        self.look("waiting")
        row = Device.objects.get()
        assert page.locator("#code").text_content() == row.code
        confirm_device(viewer_for(Role.COUNTY_OFFICE, COUNTY), row.id)
        page.get_by_role("button", name="再看一次").click()
        page.get_by_text("已确认，可以下载。").wait_for()
        page.get_by_label("哪个村").select_option(index=0)
        self.look("download")
        page.get_by_role("button", name="下载", exact=True).click()
        page.get_by_text("还剩 7 天").wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def opens(self, pin: str = PIN) -> None:
        """Enter the PIN."""
        self.page.locator("#pin").fill(pin)
        self.page.get_by_role("button", name="打开").click()

    def reloads_without_network(self) -> None:
        """Airplane mode, and the page from the beginning."""
        self.visitor.context.set_offline(True)
        self.page.reload()
        self.page.get_by_role("heading", name="输入离线口令").wait_for()

    def fills(self, name: str, outcome: str, **values: str) -> None:
        """Visit one person."""
        page = self.page
        page.get_by_role("button", name=name).click()
        page.get_by_role("heading", name=name).wait_for()
        page.get_by_label(outcome).check()
        for label, value in values.items():
            page.get_by_label(label).fill(value)
        page.get_by_role("button", name="保存").click()
        page.get_by_text("已保存在设备上。").wait_for()

    def at_rest(self) -> str:
        """Everything that the browser keeps, as text."""
        return "\n".join(self.page.evaluate(AT_REST))


@pytest.fixture(params=[PHONE, TABLET], ids=["phone", "tablet"])
def story(request: pytest.FixtureRequest, visitors: Visitors, receiving: Receiving) -> Story:
    return Story(visitors, request.param)


def test_three_people_without_network_and_what_comes_of_it(story: Story, receiving: Receiving) -> None:
    story.registers()
    page = story.page
    story.reloads_without_network()
    story.look("pin")
    assert not any(name in story.at_rest() for name in NAMES)
    story.opens()
    page.get_by_text("还剩 7 天").wait_for()
    assert page.locator("#network").text_content() == "没有网络，照常填写"
    story.look("people")
    page.get_by_role("button", name="丁哨一").click()
    page.get_by_label("见到本人，已办").check()
    story.look("visit")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("至少填一项").wait_for()
    page.get_by_role("textbox").nth(0).fill("999999")
    page.get_by_role("button", name="保存").click()
    page.locator(".field-error", has_text="这一项填得不对").first.wait_for()
    story.look("wrong")
    page.get_by_role("textbox").nth(0).fill("4711")
    page.get_by_role("group", name="有技能证书").get_by_label("是", exact=True).check()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存在设备上。").wait_for()
    story.fills("戊哨二", "没见到本人")
    story.fills("己哨三", "本人不愿意")
    kept = story.at_rest()
    assert kept.count("ROW of answers: ") == 3
    assert "EXTRACTABLE" not in kept
    assert not any(word in kept for word in (*NAMES, "4711"))
    story.reloads_without_network()
    story.opens()
    page.get_by_text("3 份还没有上传").wait_for()
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("连不上办公室").wait_for()
    assert Upload.objects.count() == 0
    story.visitor.wrongs.clear()  # a browser notes each request that finds no network
    story.visitor.context.set_offline(False)
    page.get_by_text("已上传，全部收到。").wait_for()
    story.look("sent")
    assert [values for _, values in receiving.got] == [{"land_area_mu": "4711", "skills_certificate": "true"}]
    assert (Upload.objects.count(), page.get_by_role("button", name="上传", exact=True).is_disabled()) == (1, True)
    with maintenance("tests"):
        assert sorted(Task.objects.values_list("outcome", flat=True)) == ["answered", "not_met", "refused"]
    page.get_by_role("button", name="办完了，从设备上删除").click()
    page.get_by_text("任务已从设备上删除。").wait_for()


def test_ten_wrong_pins_wipe_the_device(story: Story) -> None:
    story.registers()
    story.reloads_without_network()
    page = story.page
    for left in range(9, 0, -1):
        story.opens("wrong-pin-0")
        page.get_by_text(f"还可以试 {left} 次").wait_for()
        if left == 5:
            page.reload()
            page.get_by_role("heading", name="输入离线口令").wait_for()
    story.opens("wrong-pin-0")
    page.get_by_role("heading", name="已清除").wait_for()
    story.look("wiped")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    page.reload()
    page.get_by_role("heading", name="这台设备还没有登记").wait_for()
    assert "ROW of" not in story.at_rest()


def test_an_upload_that_was_taken_unheard_is_sent_again_and_counts_once(story: Story, receiving: Receiving) -> None:
    story.registers()
    page = story.page
    story.fills(NAMES[0], "没见到本人")
    page.route("**/visits/send/", lambda route: (route.fetch(), route.abort()))
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("连不上办公室").wait_for()
    assert Upload.objects.count() == 1
    page.unroute("**/visits/send/")
    story.visitor.wrongs.clear()
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("已上传，全部收到。").wait_for()
    assert Upload.objects.count() == 1


def test_signed_out_or_as_somebody_else_nothing_is_sent_and_nothing_is_lost(story: Story, receiving: Receiving) -> None:
    story.registers()
    page = story.page
    story.fills(NAMES[0], "没见到本人")
    cookies = story.visitor.context.cookies()
    story.visitor.context.clear_cookies()
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("请先登录").wait_for()
    assert page.get_by_role("link", name="登录").get_attribute("href") == "/sign-in/?next=/visits/tablet/"
    story.look("stranger")
    story.visitor._sign_in(make_account(Role.ACCOUNT_MANAGER, COUNTY, make_institution()))
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("登录的不是登记这台设备的人").wait_for()
    assert Upload.objects.count() == 0
    story.visitor.context.clear_cookies()
    story.visitor.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("已上传，全部收到。").wait_for()
    assert Upload.objects.count() == 1


def test_what_a_revoked_device_sends_is_set_apart(story: Story, receiving: Receiving) -> None:
    story.registers()
    page = story.page
    story.fills(NAMES[0], "本人不愿意")
    revoke_device(viewer_for(Role.COUNTY_OFFICE, COUNTY), Device.objects.get().id, "lost")
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("上传的内容已隔离").wait_for()
    story.look("apart")
    assert ([row.came for row in Upload.objects.all()], receiving.got) == (["quarantined"], [])
    page.get_by_role("button", name="清除这台设备，重新登记").click()
    page.get_by_role("heading", name="登记这台设备").wait_for()
    assert ";code=" not in story.at_rest()


def test_somebody_is_found_by_name_or_number_and_who_is_done_can_be_put_away(story: Story) -> None:
    story.registers()
    page = story.page
    people = page.locator(".person:visible")
    page.get_by_label("找人").fill(NAMES[1])
    assert (people.count(), page.locator(".person-name:visible").text_content()) == (1, NAMES[1])
    page.get_by_label("找人").fill("查无此人")
    page.get_by_text("名单里没有符合的人。").wait_for()
    page.get_by_label("找人").fill("")
    story.fills(NAMES[0], "没见到本人")
    page.get_by_label("只看未办的").check()
    assert people.count() == len(NAMES) - 1
    story.look("found")


def test_after_its_term_the_list_is_gone_and_a_clock_set_back_opens_nothing(story: Story) -> None:
    story.registers()
    page, now = story.page, datetime.now(UTC)
    story.visitor.context.set_offline(True)
    page.clock.install(time=now - timedelta(days=2))
    page.reload()
    story.opens()
    page.get_by_text("时间比上次使用时早").wait_for()
    page.clock.set_system_time(now + timedelta(days=8))
    page.reload()
    page.get_by_text("任务过期，已从设备上清除").wait_for()
    assert ";expires=" not in story.at_rest()


def test_the_shell_is_nobody_s_and_the_pages_of_staff_are_in_order(visitors: Visitors, receiving: Receiving) -> None:
    story = Story(visitors, PHONE)
    story.registers()
    kept = [line.split(" ")[0] for line in story.page.evaluate(AT_REST) if line.startswith("http")]
    addresses = {address.replace(story.visitor.address, "").split("?")[0] for address in kept}
    assert {one for one in addresses if not one.startswith("/static/")} == {"/visits/tablet/", "/visits/tablet/en/"}
    assert story.account.display not in story.at_rest()
    story.page.goto(reverse("visits:tablet_en"))
    story.page.get_by_role("heading", name="Enter the offline PIN").wait_for()
    story.look("english")
    story.visitor.goes_to(reverse("visits:desk"))
    story.look("desk")
    office = visitors(PHONE, make_account(Role.COUNTY_OFFICE, COUNTY))
    office.goes_to(reverse("visits:devices"))
    office.check()
