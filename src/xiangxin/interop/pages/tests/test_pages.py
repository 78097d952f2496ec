"""The page of one person: both languages, nothing that runs, nothing that is fetched, nothing that is not theirs."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest

from xiangxin.interop.pages.render import IndexEntry, index_page, masked, page_names, person_page
from xiangxin.kernel.text import Text
from xiangxin.scoring.explain_results import explain_person
from xiangxin.scoring.explanation import Explanation
from xiangxin.scoring.results import open_results
from xiangxin.scoring.run import score
from xiangxin.scoring.tests.village import (
    CLEAN,
    DISPUTED,
    MINOR,
    NO_CONSENT,
    NOT_ASKED,
    VETOED,
    WAITING,
    request,
    write_village,
)
from xiangxin.scoring.wording import word

EVERYBODY = {
    "scored": CLEAN,
    "vetoed": VETOED,
    "not_evaluable": NOT_ASKED,
    "not_eligible": MINOR,
    "awaiting_review": WAITING,
    "no_consent": NO_CONSENT,
}
TOLD = EVERYBODY | {"disputed": DISPUTED}


class Seen(HTMLParser):
    """Tags, attributes, ids and the words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all_of(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def explanations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Explanation]:
    folder = tmp_path_factory.mktemp("pages")
    tables = write_village(folder / "in")
    manifest, findings = score(request(tables), folder / "out")
    assert manifest is not None, findings
    opened = open_results(folder / "out")
    return {name: explain_person(opened, str(person), tables["records"]) for name, person in TOLD.items()}


@pytest.mark.parametrize("status", EVERYBODY)
def test_a_page_runs_nothing_and_asks_nobody(explanations: dict[str, Explanation], status: str) -> None:
    page = person_page(explanations[status], "张*兰")
    seen = Seen(page)
    assert seen.open == []
    assert not {"script", "link", "img", "iframe", "object", "form", "input", "base", "svg"} & set(seen.tags)
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in ("style", "src", "srcset")]
    assert set(seen.all_of("href")) == {"#zh", "#en"}
    assert "://" not in page
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("status", EVERYBODY)
def test_the_policy_of_the_page_allows_its_own_style_only(explanations: dict[str, Explanation], status: str) -> None:
    page = person_page(explanations[status])
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in page


@pytest.mark.parametrize("status", EVERYBODY)
def test_chinese_comes_first_and_english_has_every_line_too(explanations: dict[str, Explanation], status: str) -> None:
    explanation = explanations[status]
    page = person_page(explanation)
    chinese, english = page.split('<section class="language" id="en" lang="en">')
    for section, language in ((chinese, "zh"), (english, "en")):
        assert explanation.sentence.in_language(language) in section
        shown = explanation.lines.values() if status != "not_eligible" else explanation.conditions
        assert all(word("line.number", number=line.number).in_language(language) in section for line in shown)
    assert 'lang="zh-Hans"' in chinese
    assert explanation.policy.content_hash in english


def test_each_status_opens_with_its_own_words(explanations: dict[str, Explanation]) -> None:
    pages = {status: person_page(explanation) for status, explanation in explanations.items()}
    assert "您的参考额度是 5 万元" in pages["scored"]
    assert "未了结：本行逾期未结清" in pages["vetoed"]
    assert "这不是零分" in pages["not_evaluable"]
    assert "不符合：年满 18 周岁" in pages["not_eligible"]
    assert "评议结束后再算总分" in pages["awaiting_review"]
    assert "没有看您的任何资料" in pages["no_consent"]
    assert "每一分从哪里来" not in pages["no_consent"] + pages["not_eligible"]
    assert "这条不对" not in pages["no_consent"]


def test_records_behind_a_point_stand_at_the_point(explanations: dict[str, Explanation]) -> None:
    assert "青文明〔2025〕17号" in person_page(explanations["scored"])
    assert "5,000 元 · 2026-02-01" in person_page(explanations["vetoed"])


def test_what_was_not_counted_stands_at_the_line_in_both_languages(explanations: dict[str, Explanation]) -> None:
    chinese, english = person_page(explanations["disputed"]).split('<section class="language" id="en" lang="en">')
    assert chinese.count("有 1 条“贷款拖欠（本行）”记录没有计入：您提出的异议还在核对。") == 3
    assert english.count("Not counted of “Arrears (lender&#39;s own)”: 1, because your objection to it") == 3
    assert "从未有" not in chinese.split("本行逾期结清后的月数")[1].split("近24个月")[0]


def test_a_veto_is_told_with_its_record_and_what_ends_it(explanations: dict[str, Explanation]) -> None:
    page = person_page(explanations["vetoed"])
    assert (
        "依据是：贷款拖欠（本行），5,000 元，2026-02-01，文书 借据〔2026〕1号，青禾农商行。怎样结束：还清欠款" in page
    )
    assert "不再影响" not in page


def test_the_page_of_a_child_claims_nothing_but_the_age(explanations: dict[str, Explanation]) -> None:
    page = person_page(explanations["not_eligible"])
    assert "年满 18 周岁" in page
    assert "完全民事行为能力" not in page
    assert "Full civil capacity" not in page


def test_words_of_a_file_are_never_markup(explanations: dict[str, Explanation]) -> None:
    hostile = replace(explanations["scored"], village='<script>alert("村")</script>')
    page = person_page(hostile, "<b>张</b>")
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;张&lt;/b&gt;" in page


def test_page_names_are_short_and_different() -> None:
    alike = [UUID(int=(0xABCDEF0123 << 88) | number << 80) for number in (1, 2)]
    other = UUID(int=7 << 96)
    assert page_names([other]) == {other: "00000007.html"}
    assert page_names([*alike, other]) == {
        alike[0]: "abcdef012301.html",
        alike[1]: "abcdef012302.html",
        other: "000000070000.html",
    }


@pytest.mark.parametrize(
    ("name", "shown"), [("", ""), ("张", "张"), ("张兰", "张*"), ("张秀兰", "张*兰"), ("欧阳秀兰", "欧**兰")]
)
def test_a_name_on_paper_is_masked(name: str, shown: str) -> None:
    assert masked(name) == shown


VILLAGES = {"990101100000": "清溪镇", "990101100001": "柳河村", "990101100002": "上清村"}


def test_the_list_leads_to_the_pages_by_township_and_village() -> None:
    scored = Text("已评价", "Scored")
    people = (
        ("990101100002", "李*", "0028", "cd"),
        ("990101100001", "张*兰", "123X", "ef"),
        ("990101100001", "张*兰", "1014", "ab"),
    )
    entries = [
        IndexEntry(village, name, number_end, scored, f"{page}.html") for village, name, number_end, page in people
    ]
    page = index_page(Text("青禾县", "Qinghe"), Text("青禾银行", "Qinghe bank"), VILLAGES, entries)
    seen = Seen(page)
    links = [link for link in seen.all_of("href") if link != "#top"]
    assert links == ["#a990101100000", "#a990101100001", "#a990101100002", "ab.html", "ef.html", "cd.html"]
    assert {link.removeprefix("#") for link in seen.all_of("href") if link.startswith("#")} <= set(seen.all_of("id"))
    assert seen.open == []
    assert "script" not in seen.tags
    assert seen.tags.count("details") == 2
    # Two of one masked name in one village: the end of the number tells them apart.
    assert page.index('<td class="number">1014</td><td><a class="number" href="ab.html">') < page.index("123X")
    assert "对一对证件号后四位" in page
    assert "名单只供青禾银行" in page


def test_the_pages_folder_ships_its_templates() -> None:
    folder = Path(__file__).parents[1]
    assert {path.name for path in folder.iterdir() if path.suffix in (".j2", ".css")} == {
        "index.html.j2",
        "page.css",
        "person.html.j2",
    }
