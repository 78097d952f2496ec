"""The report of a dry run as its page tells it: the same for who tried a text and for who has to adopt it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.problems import language
from xiangxin.scoring.assessment import STATUSES
from xiangxin.scoring.wording import word

_PARTS = frozenset(
    {"minimum", "people", "stars", "limits", "townships", "moves", "rules", "fairness", "unmeasured"}
)  # fmt: skip
_RARE = {"nobody": _("没有人碰到"), "few": _("不到 5 人碰到"), "one_village": _("只有一个村碰到")}
"""Why a line is named among those that touch hardly anybody."""


def is_laid_out(content: Mapping[str, Any]) -> bool:
    """Whether a report has every part that the page lays out; any other is listed as it stands."""
    return content.keys() >= _PARTS


def told(content: Mapping[str, Any]) -> dict[str, Any]:
    """What ``adoption/_report.html`` needs of a report, in the reader's language."""
    tongue = language()
    by_status = content["people"]["by_status"]
    return {
        "found": content,
        "people": [
            (word(f"status.{status}").in_language(tongue), by_status[status])
            for status in reversed(STATUSES)
            if status in by_status
        ],
        "lines": [(one["label"][tongue], one) for one in content["moves"].get("lines", ())],
        "rules": [(one["label"][tongue], _RARE[one["why"]]) for one in content["rules"]],
        "fairness": [(one["group_label"][tongue], one["label"][tongue], one) for one in content["fairness"]],
        "unmeasured": [(one["what"][tongue], one["why"][tongue]) for one in content["unmeasured"]],
    }
