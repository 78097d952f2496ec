"""What the gallery shows: a fictional county in a table, figures, charts and a map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xiangxin.office.shell.charts import Chart, TileMap, tiles
from xiangxin.office.shell.pieces import Figure, unmet_first
from xiangxin.office.shell.tables import Column, Filter, Rows, Table

AS_OF = date(2026, 11, 20)


TOWNS = (
    ("禾川镇", 75, 1, 1),
    ("南坪镇", 57, 1, 2),
    ("西坑乡", 55, 3, 2),
    ("沙洲镇", 50, 5, 3),
    ("花桥镇", 50, 5, 1),
    ("松岭镇", 43, 4, 0),
    ("茶山乡", 43, 3, 1),
    ("青云镇", 42, 1, 0),
    ("清溪镇", 41, 2, 1),
    ("云岭乡", 40, 4, 3),
    ("上湖镇", 38, 2, 2),
    ("柳河乡", 29, 0, 1),
    ("白鹭镇", 29, 2, 0),
    ("稻香镇", 29, 2, 3),
    ("石桥镇", 22, 3, 0),
    ("东麓镇", 21, 4, 2),
    ("竹溪乡", 17, 3, 3),
    ("梅坞乡", 13, 5, 2),
)


NAMES = ("大正", "桂阳", "苏洋", "古春", "大铭", "东山", "汤垵", "彭坑", "上寨", "草村", "龙井", "下洋")


BANKS = ("县农信联社", "农行青禾支行", "邮储青禾支行")


STATES = (
    ("rated", "已评定", "good"),
    ("review", "评议中", "info"),
    ("filing", "建档中", "warn"),
    ("none", "未开始", "none"),
)


@dataclass(frozen=True)
class Village:
    """A row of the cultivation ledger."""

    number: int
    name: str
    town: str
    households: int
    filed: float
    arrears: float
    bank: str
    state: int
    since: date


def villages() -> list[Village]:
    """191 of them, the same every time."""
    return [
        Village(
            n,
            f"{NAMES[n % 12]}村",
            TOWNS[n % 18][0],
            180 + (n * 37) % 560,
            92.8 - (n * 7 % 61),
            (n * 13 % 55) / 100,
            BANKS[n % 3],
            n * 5 % 7 // 2,
            AS_OF - timedelta(days=n * 3 % 300),
        )
        for n in range(191)
    ]


def _named(rows: Rows, typed: str) -> Rows:
    return [row for row in rows if typed in row.name or typed in row.town]


def _in_state(rows: Rows, chosen: str) -> Rows:
    return [row for row in rows if STATES[row.state][0] == chosen]


LEDGER = Table(
    id="ledger",
    title="行政村培育台账",
    unit="个村",
    order="-filed",
    columns=(
        Column(
            "name",
            "行政村",
            lambda row: row.name,
            sort=lambda row: row.name,
            small=lambda row: row.town,
            heads=True,
            href=lambda row: f"/village?n={row.number}",
        ),
        Column("households", "农户数", lambda row: row.households, "number", sort=lambda row: row.households),
        Column("filed", "建档进度", lambda row: row.filed, "share", sort=lambda row: row.filed),
        Column("arrears", "不良率", lambda row: f"{row.arrears:.2f}%", "number", sort=lambda row: row.arrears),
        Column("state", "状态", lambda row: STATES[row.state][1], "badge", tone=lambda row: STATES[row.state][2]),
        Column("bank", "主办银行", lambda row: row.bank),
        Column("since", "更新", lambda row: row.since, "date", sort=lambda row: row.since),
    ),
    filters=(
        Filter("q", "村名或乡镇", _named, hint="例如：东山"),
        Filter("state", "状态", _in_state, "choice", [(value, words) for value, words, _ in STATES]),
    ),
    empty="还没有村进入台账",
    empty_do="先在“地区”里导入全县的村，再由乡镇提出培育名单。",
)


def figures() -> list[Figure]:
    due = date(2026, 12, 31)
    return unmet_first(
        [
            Figure(
                "金融信用村占比",
                "37.7",
                "不低于 50%",
                "72 / 191 个村，还差 24 个",
                "县农信联社",
                AS_OF,
                "near",
                "%",
                due,
                "/table?state=filing",
                37.7,
                50,
            ),
            Figure(
                "金融信用乡镇占比",
                "55.6",
                "不低于 55%",
                "10 / 18 个乡镇，已达到",
                "人行青禾营管部",
                AS_OF,
                "met",
                "%",
                due,
                "/table",
                55.6,
                55,
            ),
            Figure(
                "不良贷款率",
                "0.43",
                "不高于 0.50%",
                "比上月低 0.02 个百分点",
                "青禾金融监管支局",
                AS_OF,
                "met",
                "%",
                due,
                "/table",
                room="离上限还有 0.07 个百分点",
            ),
            Figure(
                "信用信息应用场景",
                "1",
                "四季度不少于 2 次",
                "还差 1 次，缺佐证材料",
                "县财政局",
                AS_OF,
                "missed",
                "次",
                due,
                "/table",
                50,
                99,
            ),
            Figure(
                "新型主体建档面",
                "100",
                "100%",
                "1,286 家全部建档",
                "县农业农村局",
                AS_OF,
                "met",
                "%",
                due,
                "/table",
                100,
                99.5,
            ),
            Figure(
                "借款案件执结率",
                "91.7",
                "不低于 90%",
                "本年 203 件，执结 186 件",
                "县法院",
                AS_OF,
                "met",
                "%",
                due,
                "/table",
                91.7,
                90,
            ),
        ]
    )


CHART = Chart(
    "by-town",
    "bar",
    "各乡镇金融信用村占比",
    "18 个乡镇中 5 个达到 50%",
    ("乡镇", "占比"),
    tuple((name, str(share)) for name, share, _x, _y in TOWNS),
    "%",
    "50",
    "目标 50%",
)


LINES = Chart(
    "by-month",
    "line",
    "每月新增信用户",
    "下半年每月都多于上半年",
    ("月份", "新增"),
    tuple((f"{month}月", str(620 + month * 53 % 400)) for month in range(1, 12)),
    "",
    "900",
    "目标 900",
)


MAP = TileMap(
    "map",
    "乡镇格图",
    "按大致方位排列，点一个乡镇看它的村",
    tiles(
        TOWNS,
        lambda row: (row[2], row[3]),
        lambda row: (row[0], f"{row[1]}%", sum(row[1] >= at for at in (30, 50, 65)), f"/table?q={row[0]}"),
    ),
    ("不到 30%", "30–49%", "50–64%", "65% 以上"),
)
