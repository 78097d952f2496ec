"""Builds the demo county 青禾县 under ``demo/qinghe``: the same files for the same seed.

Run it after changing the template, the registry or the stories: ``python demo/build_demo.py``. The files are committed,
so that nobody needs the script to try the program; a test compares them with what the script makes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from defects import Defects
from fiction import COUNTY, COUNTY_NAME, Fiction, areas, village_code
from messy import Mess, make
from people import AS_OF, Person, Row, Village, awaiting, good, not_asked, reviewed, silent, vetoed, weak
from rosters import GrantImport, ReviewSurvey, household_register
from stories import STORIES
from xiangxin.interop.areas import read_areas
from xiangxin.interop.deployment import read_deployment
from xiangxin.interop.sheets import workbook_sheets
from xiangxin.interop.template import write_template
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law

SEED = 20260630
REVIEWED_PERCENT = 60

# township → village → how many are good, vetoed, weak, silent, not asked, awaiting review
PLAN: dict[str, dict[str, tuple[int, int, int, int, int, int]]] = {
    "清溪镇": {
        "柳河村": (40, 5, 4, 12, 2, 2),
        "上清村": (37, 8, 5, 8, 1, 0),
        "竹溪村": (35, 8, 7, 10, 0, 0),
        "双桥村": (30, 12, 8, 33, 3, 0),
    },
    "石桥镇": {
        "东岭村": (40, 3, 2, 6, 0, 3),
        "西岭村": (34, 9, 7, 10, 2, 0),
        "石桥社区": (25, 14, 11, 34, 0, 0),
        "小湾村": (3, 0, 0, 1, 0, 0),
    },
    "白杨乡": {
        "杏花村": (28, 5, 4, 5, 1, 1),
        "白杨村": (30, 8, 5, 9, 0, 0),
        "牧场村": (20, 7, 5, 14, 1, 0),
    },
}
"""竹溪村 reaches exactly 70 %, 白杨村 misses it by one household; three of the four villages of 清溪镇 are enough for
the township, one of three is not for the others."""

_DEPLOYMENT = """\
# 青禾县 does not exist. Real deployments have no defaults and keep their key in the environment.
deployment: qinghe-demo
kind: demo
title: {{zh: 青禾县（虚构）, en: Qinghe county (fictional)}}
jurisdiction: CN
controller: {{id: qinghe-office, name: {{zh: 青禾县金融工作办公室, en: Finance office of Qinghe}}}}
receivers:
  - {{id: qinghe-bank, kind: bank, name: {{zh: 青禾农村商业银行, en: Qinghe rural commercial bank}}}}
  - {{id: qinghe-office, kind: government, name: {{zh: 青禾县金融工作办公室, en: Finance office of Qinghe}}}}
panels:
  - {{id: qinghe-panel, name: {{zh: 村信用评议小组, en: Village review panel}}}}
providers:
  - {{id: qinghe-court, name: {{zh: 青禾县人民法院, en: Court of Qinghe}}}}
  - {{id: qinghe-tax, name: {{zh: 青禾县税务局, en: Tax office of Qinghe}}}}
  - {{id: credit-desk, name: {{zh: 征信系统查询网点, en: Credit report desk}}}}
  - {{id: qinghe-civility, name: {{zh: 青禾县文明办, en: Civility office of Qinghe}}}}
  - {{id: qinghe-farming, name: {{zh: 青禾县农业农村局, en: Agriculture office of Qinghe}}}}
county: "{county}"
areas: areas.csv
defaults: {{policy: household-open, purpose: scoring, receiver: qinghe-bank, as_of: {as_of}}}
id_key: fictional-people-need-no-secret
"""


def build(folder: Path) -> Defects:
    """Everything in ``folder``; returns what is wrong on purpose."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deployment.yaml").write_text(_DEPLOYMENT.format(county=COUNTY, as_of=AS_OF), encoding="utf-8")
    lines = ["area_code,level,name", *(",".join(area) for area in areas())]
    (folder / "areas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    fiction = Fiction(SEED)
    villages = _villages(fiction)
    defects = Defects()
    books = {f"{COUNTY_NAME}-{township}-档案.xlsx": _sheets(villages, township) for township in PLAN}
    last = next(name for name in books if "白杨乡" in name)
    blossom = villages["白杨乡", "杏花村"].people
    make(Mess(last, books[last], fiction, defects), blossom[0], blossom[1])
    _write_books(folder, books)
    _write_rosters(folder, fiction, villages, defects)
    (folder.parent / "stories.yaml").write_text(_stories_yaml(villages), encoding="utf-8")
    (folder / "defects.yaml").write_text(_defects_yaml(defects), encoding="utf-8")
    (folder / "README.md").write_text(_README, encoding="utf-8")
    (folder / "defects.md").write_text(_defects_page(defects), encoding="utf-8")
    return defects


def _villages(fiction: Fiction) -> dict[tuple[str, str], Village]:
    makers: tuple[Callable[[Village], Person], ...] = (good, vetoed, weak, silent, not_asked, awaiting)
    found: dict[tuple[str, str], Village] = {}
    for township, plan in PLAN.items():
        for name, counts in plan.items():
            village = Village(fiction, village_code(township, name), name)
            found[township, name] = village
            for story in STORIES:
                if story.village == name:
                    story.make(village)
            for maker, count in zip(makers, counts, strict=True):
                for _ in range(count):
                    person = maker(village)
                    if maker is good and fiction.chance(REVIEWED_PERCENT):
                        reviewed(village, person)
    for name in ("柳河村", "上清村", "东岭村"):
        village = next(village for (_, other), village in found.items() if other == name)
        for person in [person for person in village.people if person.consents][-4:-1]:
            good(village, household=person.household)
    return found


def _sheets(villages: dict[tuple[str, str], Village], township: str) -> dict[str, list[Row]]:
    people = [person for (of, _), village in villages.items() if of == township for person in village.people]
    labels = {code: f"{code} {township}{name}" for code, _, name in areas()}
    return {
        "applicants": [
            {
                **person.who,
                "phone": person.phone,
                "village_code": labels[person.village],
                "household_no": person.household,
                "birth_on": person.birth_on,
                **person.facts,
            }
            for person in people
            if person.registered
        ],
        "consents": [row for person in people for row in person.consents],
        "records": [row for person in people for row in person.records],
        "coverage": [row for person in people for row in person.coverage],
        "reviews": [row for person in people for row in person.reviews],
        "members": [row for person in people for row in person.members],
    }


def _write_books(folder: Path, books: dict[str, dict[str, list[Row]]]) -> None:
    deployment, _ = read_deployment(folder / "deployment.yaml")
    county, _ = read_areas(folder / "areas.csv", COUNTY)
    if deployment is None:
        raise SystemExit("the deployment file does not read")
    sheets = workbook_sheets(load_law(), deployment, AS_OF)
    for name, rows in books.items():
        title = Text(f"{name.removesuffix('.xlsx')}（虚构）", "Qinghe county (fictional)")
        write_template(folder / name, title, sheets, county, date(2026, 6, 8), rows)


def _write_rosters(folder: Path, fiction: Fiction, villages: dict[tuple[str, str], Village], defects: Defects) -> None:
    willow = villages["清溪镇", "柳河村"].people
    known = [person for person in willow if person.registered][-12:]
    only_listed = [person for person in willow if not person.registered]
    other = villages["清溪镇", "双桥村"].people[5]
    listed = known + only_listed
    GrantImport(folder / "清溪镇柳河村-整村授信导入模板.xlsx", fiction, listed, other, defects).write()
    ridge = villages["石桥镇", "东岭村"].people[-9:]
    ReviewSurvey(folder / "石桥镇东岭村-整村授信评议调查表.xlsx", fiction, ridge, defects).write()
    blossom = villages["白杨乡", "杏花村"].people[-7:]
    household_register(folder / "白杨乡杏花村-户籍导入模板.csv", fiction, blossom, defects)


def _stories_yaml(villages: dict[tuple[str, str], Village]) -> str:
    by_village = {name: village for (_, name), village in villages.items()}
    lines = [
        "# People with a story, written by demo/build_demo.py from demo/stories.py. None of them exists.",
        "# `expect` was worked out by hand from the policy household-open as of the deployment's day.",
    ]
    taken: dict[str, int] = {}
    for story in STORIES:
        person = by_village[story.village].people[taken.get(story.village, 0)]
        taken[story.village] = taken.get(story.village, 0) + 1
        expect = ", ".join(f"{key}: {_plain(value)}" for key, value in story.expect.items())
        lines += [
            f"- id: {story.id}",
            f"  name: {person.name}",
            f'  number: "{person.number}"',
            f'  village: "{person.village}"',
            f'  story: {{zh: "{story.zh}", en: "{story.en}"}}',
            f"  expect: {{{expect}}}",
        ]
    return "\n".join(lines) + "\n"


def _plain(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _defects_yaml(defects: Defects) -> str:
    lines = [
        "# What is wrong on purpose in the files of this folder, written by demo/build_demo.py; tests check each line.",
        "# row 0: the whole sheet. code accepted: unusual, but certain, and read.",
    ]
    for defect in defects.found:
        words = f'zh: "{defect.zh}", en: "{defect.en}"'
        place = f'file: "{defect.file}", sheet: "{defect.sheet}", row: {defect.row}'
        lines.append(f"- {{{place}, code: {defect.code}, {words}}}")
    return "\n".join(lines) + "\n"


def _defects_page(defects: Defects) -> str:
    lines = [_DEFECTS_PAGE]
    for defect in defects.found:
        answer = "照收 · read" if defect.code == "accepted" else f"`{defect.code}`"
        row = str(defect.row) if defect.row else "—"
        lines.append(f"| {defect.file} | {defect.sheet} | {row} | {defect.zh} · {defect.en} | {answer} |")
    return "\n".join(lines) + "\n"


_README = """\
# 青禾县 · Qinghe county

虚构的县，代码前缀 990101 没有分配给任何地方；人名、号码、电话都是编的。
A county that does not exist: the prefix 990101 is assigned to no place, and names, numbers and telephones are invented.

| 文件 · file | 是什么 · what it is |
| --- | --- |
| `deployment.yaml` | 谁用、给谁用；演示才有的默认值 · who runs it and who receives; defaults that only a demo has |
| `areas.csv` | 12 个乡镇（街道）、120 个村（社区）· 12 townships, 120 villages |
| `青禾县-…-档案.xlsx` | 三个乡镇的档案，用本项目的模板 · files of three townships in our template |
| `清溪镇柳河村-整村授信导入模板.xlsx`, `石桥镇东岭村-整村授信评议调查表.xlsx`, `白杨乡杏花村-户籍导入模板.csv` | \
三份手工名册，用银行的表样 · three hand-made rosters in the bank's layouts |
| `../stories.yaml` | 有故事的人和应有的结果 · people with a story and what should come out |
| [`defects.md`](defects.md), `defects.yaml` | \
故意写错的地方，逐行写明答复 · what is wrong on purpose, and the answer to each |

`make run` 读这个目录，结果写到 `out/`；怎样看结果，见 [写给客户经理](../../docs/for/account-manager.zh-CN.md)。
`make run` reads this folder and writes `out/`; how to read it: \
[for the account manager](../../docs/for/account-manager.md).

由 `python demo/build_demo.py` 生成，同样的种子得到同样的文件；改这里的文件不如改生成它的脚本。
Made by `python demo/build_demo.py`; the same seed gives the same files, so change the script and not the files.
"""

_DEFECTS_PAGE = """\
# 故意写错的地方 · What is wrong on purpose

每一处都有答复：照收，或者退回并说明哪张表、哪一行、为什么、怎么改。
Each is answered: read as it is, or sent back with sheet, row, reason and remedy.

| 文件 · file | 工作表 · sheet | 行 · row | 什么 · what | 答复 · answer |
| --- | --- | --- | --- | --- |"""

if __name__ == "__main__":
    made = build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "qinghe")
    sys.stdout.write(f"{len(made.found)} places wrong on purpose\n")
