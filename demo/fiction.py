"""Where the fictional county 青禾县 lies and what its people are called. Nothing here exists.

The prefix 990101 is assigned to no place; identity numbers under it have correct check characters and belong to
nobody; telephones carry the word 虚构 and a block of digits that is not given out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from xiangxin.kernel.ids import check_character

PREFIX = "990101"
COUNTY = PREFIX + "000000"
COUNTY_NAME = "青禾县"

TOWNSHIPS: dict[str, tuple[str, ...]] = {
    "青禾街道": (
        "文昌社区", "南门社区", "学府社区", "新苑社区", "河滨社区", "东街社区", "城北村", "水磨村", "上店村", "下店村",
    ),
    "清溪镇": ("柳河村", "上清村", "竹溪村", "双桥村", "清溪社区", "石门村", "磨盘村", "大湾村", "横塘村", "龙潭村"),
    "石桥镇": ("东岭村", "西岭村", "石桥社区", "小湾村", "柳河村", "青石村", "老鸦村", "黄泥村", "长坡村", "古井村"),
    "松林镇": ("松林社区", "上松村", "下松村", "马尾村", "红岩村", "白沙村", "高桥村", "油坊村", "铁炉村", "云台村"),
    "大泽镇": ("大泽社区", "荷塘村", "芦苇村", "渔湾村", "堤头村", "堤尾村", "圩埂村", "藕池村", "菱角村", "月湖村"),
    "平安镇": ("平安社区", "太平村", "永安村", "长乐村", "兴隆村", "仁和村", "义和村", "顺河村", "赵庄村", "钱庄村"),
    "望山镇": ("望山社区", "山前村", "山后村", "半坡村", "茶园村", "栗园村", "果园村", "药园村", "石磨村", "泉眼村"),
    "通渠镇": ("通渠社区", "渠首村", "渠尾村", "闸口村", "上渠村", "中渠村", "下渠村", "水车村", "槐树村", "榆树村"),
    "盐井镇": ("盐井社区", "上井村", "下井村", "灶房村", "骡马村", "驿站村", "桥头村", "渡口村", "码头村", "沙洲村"),
    "白杨乡": ("杏花村", "白杨村", "牧场村", "白杨社区", "草滩村", "羊圈村", "沙窝村", "梨园村", "枣园村", "杨柳村"),
    "云岭乡": ("云岭社区", "云上村", "云下村", "竹坪村", "梯田村", "木楼村", "风雨村", "鼓楼村", "糯禾村", "油茶村"),
    "甘泉乡": ("甘泉社区", "甜水村", "苦水村", "崖畔村", "塬上村", "塬下村", "窑洞村", "坡头村", "沟口村", "柿子村"),
}  # fmt: skip
"""Two villages are called 柳河村, as happens in every county: the township's name has to decide."""

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = (
    "建国", "建华", "志强", "志明", "国庆", "国强", "文斌", "文涛", "永福", "永贵", "德顺", "德才",
    "长江", "长青", "大山", "大勇", "小军", "小兵", "金山", "金宝", "铁柱", "铁山", "春梅", "春兰",
    "秀英", "秀兰", "桂英", "桂兰", "玉珍", "玉兰", "美华", "美玲", "晓燕", "晓红", "丽萍", "丽娟",
    "淑芬", "淑珍", "雪梅", "雪莲", "海燕", "海霞", "红霞", "红梅", "强", "明", "伟", "勇",
    "军", "涛", "斌", "超", "亮", "刚", "平", "静", "敏", "燕", "芳", "娜",
    "丽", "霞", "玲", "洁", "云", "洋", "林", "峰", "鑫", "浩", "然", "宁",
    "欣", "怡",
)  # fmt: skip


def areas() -> Iterator[tuple[str, str, str]]:
    """(code, level, name) of the county, its townships and its villages."""
    yield COUNTY, "county", COUNTY_NAME
    given = dict(_FIRST)
    for township, villages in TOWNSHIPS.items():
        ending = next(ending for ending in given if township.endswith(ending))
        code = f"{PREFIX}{given[ending]:03d}"
        given[ending] += 1
        yield code + "000", "township", township
        for number, village in enumerate(villages, start=1):
            first = 0 if village.endswith("社区") else 200
            yield f"{code}{first + number:03d}", "village", village


_FIRST = {"街道": 1, "镇": 100, "乡": 200}
"""Numbers of townships begin as the statistics offices let them: streets, towns, other townships."""


def village_code(township: str, village: str) -> str:
    """The code of a village named with its township."""
    at = ""
    for code, level, name in areas():
        if level == "township":
            at = name
        elif level == "village" and (at, name) == (township, village):
            return code
    raise KeyError(f"{township}{village}")


class Fiction:
    """Invents people, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._given_out = 100

    def name(self) -> str:
        return self.dice.choice(_SURNAMES) + self.dice.choice(_GIVEN)

    def number(self, birth_on: date) -> str:
        """An identity number that nobody holds: the next running digits, the right check character."""
        self._given_out += 1
        digits = f"{PREFIX}{birth_on:%Y%m%d}{self._given_out % 1000:03d}"
        return digits + check_character(digits)

    def adult_birth(self) -> date:
        return self.day(date(1961, 1, 1), date(2004, 12, 31))

    def phone(self) -> str:
        return f"199-0000-{self.dice.randrange(10_000):04d}（虚构）"

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.dice.randrange((last - first).days + 1))

    def chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent
