"""A second county from an empty office: communities, other codes, no provincial score, and 40 % who did not agree.

Whoever did not agree has no result, no limit and no page but the notice.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bases.office_cli import DEMO_ANSWERS, environment, found
from bases.second_county import COMMUNITIES, COUNTY, PEOPLE_IN_EACH
from bases.tree import ROOT
from xiangxin.kernel.ids import check_character

WALK = ROOT / "tests" / "bases" / "second_county.py"
NAMES = ("赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八", "冯九", "陈十")


def _policy() -> str:
    """The worked example of the author's guide, as a county of its own."""
    guide = (ROOT / "docs" / "for" / "author.md").read_text("utf-8")
    *parts, _cases = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    return "".join(parts)


def _number(at: int) -> str:
    digits = f"99020219800101{800 + at}"
    return digits + check_character(digits)


def _people() -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "number": _number(at),
            "phone": f"1990000{8000 + at}",
            "area": COMMUNITIES[at // PEOPLE_IN_EACH],
            "home": f"{at + 1:03d}",
        }
        for at, name in enumerate(NAMES)
    ]


@pytest.mark.engine("sqlite")
def test_a_county_comes_from_empty_to_an_accepted_line_by_its_pages(tmp_path: Path) -> None:
    home = tmp_path / "office"
    founded = found(home, {**DEMO_ANSWERS, "county": COUNTY, "checkpoints": str(tmp_path / "checkpoints")})
    given = {"slips": founded["slips"], "people": _people(), "policy": _policy()}
    done = subprocess.run(
        [sys.executable, str(WALK), str(home)],
        env=environment(PYTHONPATH=os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))),
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    seen: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    assert seen["accepted"]
    without = seen["without"]
    assert "还没有银行评价过" in without["/outcome/"]
    assert "现在没有证书" in without["/certificates/"]
    assert "现在没有人可以凭您的同意看您的信息" in without["/consent/"]
    assert "封信给您" not in without["/"]
