"""A county from empty to an accepted line, by its pages alone; run in a process of its own office, newly founded.

Nothing is made behind the pages: people sign in by their slips, propose, agree, send tables, print and collect forms.
Only codes on paper are read where they are kept, and work that a worker does is done between two pages.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COUNTY, STREET = "990202000000", "990202001000"
COMMUNITIES = ("990202001001", "990202001002")
AREAS = [
    (COUNTY, "县", "临溪县"),
    (STREET, "街道", "城关街道"),
    (COMMUNITIES[0], "社区", "文昌社区"),
    (COMMUNITIES[1], "社区", "河滨社区"),
]
PEOPLE_IN_EACH, AGREE_IN_EACH = 5, 3
DAY = "2026-11-01"
SENT_CODE = r"验证码是\s*(?:<[^>]*>\s*)*(\d{6})"
PASSWORD = "six unrelated words of one county"


class Person:
    """Somebody at a browser."""

    def __init__(self, login: str = "") -> None:
        from django.test import Client  # noqa: PLC0415 - the office is not open yet where this file is read

        self.client = Client(headers={"host": "127.0.0.1"})
        self.login = login

    def sees(self, path: str) -> str:
        """A page, and what stands on it."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.content.decode())

    def sends(self, path: str, given: Mapping[str, Any], *, files: bool = False) -> str:
        """A form, and the page that follows it."""
        sent = self.client.post(path, dict(given), follow=True)
        told = "" if sent.streaming else re.sub(r"<[^>]+>|\s+", " ", sent.content.decode())
        assert sent.status_code == 200, (path, sent.status_code, told[-1500:])
        self.at = sent.redirect_chain[-1][0] if sent.redirect_chain else path
        return told if files else str(sent.content.decode())

    def agrees(self) -> None:
        """To everything that waits for this person."""
        page = self.sees("/proposals/").partition("我提出的")[0]
        found = re.findall(r'href="(/proposals/[0-9a-f-]{36}/)"', page)
        assert found, f"nothing waits for {self.login}"
        for path in dict.fromkeys(found):
            self.sends(path, {"agrees": "1"})


def csv_file(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    """A table as somebody's program writes it."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    text = "\n".join(",".join(line) for line in [heads, *rows])
    return SimpleUploadedFile(name, text.encode("utf-8-sig"), "text/csv")


def work() -> None:
    """What a worker would do meanwhile."""
    from xiangxin.office.jobs.worker import work_off  # noqa: PLC0415

    work_off()


def one(pattern: str, page: str) -> str:
    """What stands once on a page."""
    found = re.search(pattern, page)
    assert found, (pattern, re.sub(r"<[^>]+>|\s+", " ", page)[:1500])
    return found.group(1)


class County:
    """The walk, in its order; each step leaves what the next one needs."""

    def __init__(self, slips: Mapping[str, Mapping[str, str]], people: Sequence[Mapping[str, str]]) -> None:
        self.people = people
        self.staff: dict[str, Person] = {}
        for role, slip in slips.items():
            self.staff[role] = self._first(slip["login"], slip["code"])

    def _first(self, login: str, code: str) -> Person:
        person = Person(login)
        person.sends("/sign-in/first/", {"login": login, "code": code, "password1": PASSWORD, "password2": PASSWORD})
        return person

    def hire(self, name: str, role: str, area: str = COUNTY, institution: str = "", by: str = "system_admin") -> None:
        """An account, a post, and the first sign-in."""
        login = f"lx.{name}"
        page = self.staff["system_admin"].sends(
            "/staff/new/", {"login": login, "display": f"工作人员{len(self.staff)}"}
        )
        code = one(r"<strong class=\"number\">([A-Z0-9-]{14})</strong>", page)
        security = self.staff["security_admin"]
        path = one(r'href="(/staff/[0-9a-f-]{36}/)"', security.sees(f"/staff/?q={login}")) + "post/"
        given = {"role": role, "area": area, "from_on": today(), "reason": "建县配备"}
        if area[6:9] != "000" and area[9:] != "000":
            given |= {"area": STREET, "village": area}
        if institution:
            given["institution"] = one(rf'value="([0-9a-f-]{{36}})"[^>]*>{institution}', security.sees(path))
        security.sends(path, given)
        self.staff[by].agrees()
        self.staff[name] = self._first(login, code)

    def places(self) -> None:
        """The county office first, then areas and institutions, each by two."""
        for name in ("county1", "county2"):
            self.hire(name, "county_office")
        upload = csv_file("区划.csv", ("区划代码", "级别", "名称"), AREAS)
        given = {"file": upload, "on": DAY, "document_no": "临政发〔2026〕1号", "reason": "本县区划"}
        self.staff["system_admin"].sends("/places/areas/list/", given)
        self.staff["county1"].agrees()
        for kind, name, slug, area in (
            ("government", "临溪县金融办", "linxi-finance", COUNTY),
            ("bank", "临溪农商银行", "linxi-bank", COUNTY),
            ("station", "河滨服务站", "hebin-station", COMMUNITIES[1]),
        ):
            told = {"kind": kind, "name": name, "slug": slug, "area": area, "on": DAY, "reason": "本县开办"}
            self.staff["county1"].sends("/places/institutions/add/", told)
        self.staff["county2"].agrees()
        for name, role, area, body in (
            ("collects", "account_manager", COUNTY, "临溪农商银行"),
            ("decides", "account_manager", COUNTY, "临溪农商银行"),
            ("street", "township_cadre", STREET, ""),
            ("author", "policy_author", COUNTY, ""),
            ("station", "station_keeper", COMMUNITIES[1], "河滨服务站"),
        ):
            self.hire(name, role, area, body, by="county1")

    def table(self, sender: str, second: str, form: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Send a table, submit it, have it agreed to; what the check said."""
        by = self.staff[sender]
        area = STREET if sender == "street" else COUNTY
        by.sends(f"/intake/send/{form}/", {"file": csv_file(f"{form}.csv", heads, rows), "area": area})
        at = by.at
        work()
        page = by.sees(at)
        by.sends(f"{at}propose/", {"reason": "2026年11月"})
        self.staff[second].agrees()
        work()
        assert "已入档" in by.sees(at)
        return page

    def register(self) -> None:
        """Everybody of both communities; nothing but who they are."""
        heads = ("姓名", "公民身份号码", "联系电话", "村（社区）", "户号")
        rows = [(one["name"], one["number"], one["phone"], one["area"], one["home"]) for one in self.people]
        self.table("street", "county1", "register", heads, rows)

    def notice(self) -> None:
        """The notice of the bank's scoring is published; forms are printed, and the signed ones collected."""
        from xiangxin.office.audit.context import maintenance  # noqa: PLC0415
        from xiangxin.office.consent.models import PaperForm  # noqa: PLC0415

        self.staff["county1"].sends("/consent/texts/scoring-file/", {"reason": "开始使用"})
        self.staff["county2"].agrees()
        for area in COMMUNITIES:
            path = f"/parties/village/{area}/paper/"
            asked = one(r'value="([0-9a-f-]{36}:[0-9a-f-]{36})"', self.staff["street"].sees(path))
            answer = self.staff["street"].client.post(path, {"asked": asked})
            assert answer["Content-Type"] == "application/pdf"
            with maintenance("tests"):
                codes = list(PaperForm.objects.filter(batch__area=area).values_list("code", flat=True))
            assert len(codes) == PEOPLE_IN_EACH
            for at, code in enumerate(codes[:-1]):
                given = {"area": area, "signed_on": today(), "notice_signed": "on", "code": code}
                said = "given" if at < AGREE_IN_EACH else "refused"
                assert "已登记" in self.staff["collects"].sends("/consent/paper/scan/", given | {"answer": said})

    def answers(self) -> None:
        """The bank looks in its own books about everybody, and has rows back of all who did not agree."""
        heads = ("公民身份号码", "姓名", "记录种类", "查询日期")
        rows = [(one["number"], one["name"], "贷款拖欠（本行）", today()) for one in self.people]
        page = self.table("collects", "decides", "coverage", heads, rows)
        back = len(COMMUNITIES) * (PEOPLE_IN_EACH - AGREE_IN_EACH)
        assert f"下载退回的 {back} 行" in page

    def policy(self, text: str) -> None:
        """The county's own: no provincial score in it. Kept, tried, weighed, adopted by two."""
        from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

        author, bank = self.staff["author"], self.staff["collects"]
        page = author.sends("/policies/begin/", {"file": SimpleUploadedFile("policy.yaml", text.encode())})
        revision = one(r'name="revision" value="([^"]+)"', page)
        author.sends(author.at, {"revision": revision, "policy_text": text, "do": "keep"})
        kept = author.at
        policy = one(r'<option value="([0-9a-f-]{36})"', bank.sees("/runs/trials/start/"))
        given = {"area": COUNTY, "as_of": today(), "known_on": today()}
        bank.sends("/runs/trials/start/", {"policy": policy, **given})
        work()
        report = one(r'href="(/policies/report/[0-9a-f-]{36}/)"', author.sees(kept))
        asked = re.findall(r'<textarea name="([a-z_]+)"', author.sees(report))
        assert len(asked) > 3
        author.sends(f"{report}impact/", dict.fromkeys(asked, "已经按试算的结果写明，没有不同。"))
        author.sends(f"{report}propose/", {"from_on": today(), "reason": "县长办公会第11次会议"})
        self.staff["county1"].agrees()

    def run(self) -> str:
        """Everybody of the county is asked for; who did not agree is in nothing."""
        bank = self.staff["collects"]
        bank.sends("/runs/start/", {"area": COUNTY, "as_of": today(), "known_on": today()})
        work()
        return bank.sees(bank.at)

    def decide(self, person: Mapping[str, str]) -> None:
        """Whoever collected the consent is refused; a colleague decides."""
        from xiangxin.office.grants.tasks import hand_over  # noqa: PLC0415

        hand_over()
        masked = f"{person['name'][0]}*"
        path = one(
            rf'href="(/grants/[0-9a-f-]{{36}}/)"[^>]*>{re.escape(masked)}', self.staff["decides"].sees("/grants/")
        )
        refused = self.staff["collects"].client.post(f"{path}decide/", {"kind": "accept"})
        assert refused.status_code == 403
        assert "取得同意的人" in refused.content.decode()
        assert "已决定" in self.staff["decides"].sends(f"{path}decide/", {"kind": "accept"})

    def comes_in(self, person: Mapping[str, str]) -> Person:
        """At the station the telephone is verified; then the person signs in alone."""
        station, own = self.staff["station"], Person(person["name"])
        station.sends("/station/", {"id_number": person["number"]})
        code = one(SENT_CODE, station.sends("/station/phone/", {"phone": ""}))
        station.sends("/station/phone/code/", {"code": code})
        station.sends("/station/end/", {})
        code = one(SENT_CODE, own.sends("/sign-in/household/", {"phone": person["phone"]}))
        own.sends("/sign-in/household/code/", {"code": code, "fact": person["number"]})
        return own

    def accepts(self, own: Person) -> str:
        """Open the letter, say yes; what the person's page says then."""
        letter = one(r'href="(/outcome/letter/[0-9a-f-]{36}/)"', own.sees("/"))
        page = own.sends(letter, {})
        own.sends(one(r'action="(/outcome/case/[0-9a-f-]{36}/accept/)"', page), {})
        return own.sees("/outcome/")


def today() -> str:
    """The office's own."""
    from django.utils import timezone  # noqa: PLC0415

    return timezone.localdate().isoformat()


def agreed(people: Sequence[Mapping[str, str]]) -> tuple[list[Mapping[str, str]], list[Mapping[str, str]]]:
    """Of the station's community who agreed to the bank and who did not; nobody else has a result or a case."""
    from xiangxin.office.audit.context import maintenance  # noqa: PLC0415
    from xiangxin.office.consent.models import Consent  # noqa: PLC0415
    from xiangxin.office.grants.models import Grant  # noqa: PLC0415
    from xiangxin.office.parties.models import Person as Registered  # noqa: PLC0415
    from xiangxin.office.parties.opening import opened  # noqa: PLC0415
    from xiangxin.office.runs.models import Result  # noqa: PLC0415

    with maintenance("tests"):
        yes = set(Consent.objects.values_list("person", flat=True))
        assert len(yes) == len(COMMUNITIES) * AGREE_IN_EACH
        assert set(Result.objects.values_list("person", flat=True)) == yes
        assert set(Grant.objects.values_list("person", flat=True)) <= yes
        numbers = {opened(one, "id_number_sealed") for one in Registered.objects.filter(id__in=yes)}
    near = [one for one in people if one["area"] == COMMUNITIES[1]]
    return [one for one in near if one["number"] in numbers], [one for one in near if one["number"] not in numbers]


def walk(slips: Mapping[str, Mapping[str, str]], people: Sequence[Mapping[str, str]], policy: str) -> dict[str, Any]:
    """The whole way; what is to be seen at its end."""
    county = County(slips, people)
    for step in (county.places, county.register, county.notice, county.answers):
        step()
    county.policy(policy)
    county.run()
    with_result, without = agreed(people)
    county.decide(with_result[0])
    told = county.accepts(county.comes_in(with_result[0]))
    nobody = county.comes_in(without[0])
    pages = {path: nobody.sees(path) for path in ("/", "/outcome/", "/certificates/", "/consent/")}
    return {"accepted": "您的额度是" in told, "without": {path: _words(page) for path, page in pages.items()}}


def _words(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page.partition("<main")[2])


if __name__ == "__main__":
    from xiangxin.office.operations.running import enter

    enter(Path(sys.argv[1]))
    given = json.loads(sys.stdin.read())
    sys.stdout.write(json.dumps(walk(given["slips"], given["people"], given["policy"]), ensure_ascii=False))
