"""Short words of closed lists that fit a cell: flags, classes of consent, procedures, levels.

What a person is told in full sentences stands in ``scoring.words``.
"""

from __future__ import annotations

from collections.abc import Mapping

from xiangxin.kernel.text import Text
from xiangxin.scoring.assessment import Flag

FLAG: Mapping[Flag, Text] = {
    "no_review": Text("无评议分，仅系统分", "No review part; system part alone"),
    "review_would_lower": Text(
        "评议会使星级降低，已保留系统分星级", "The review alone would cost a star; the system's stars stand"
    ),
    "product_not_eligible": Text(
        "不符合本产品条件（不影响信用）", "Not eligible for this product (says nothing about credit)"
    ),
    "limit_unknown": Text("额度无法计算，须人工", "The limit cannot be computed; a person decides"),
    "rate_unknown": Text("利率无法计算，须人工", "The rate cannot be computed; a person decides"),
}

FIELD_CLASS: Mapping[str, Text] = {
    "file": Text("基本档案", "Basic file"),
    "income_property": Text("收入和财产", "Income and property"),
    "bureau": Text("征信报告", "Credit report"),
    "review": Text("评议", "Review"),
    "contact": Text("联系方式", "Contact"),
}

PROCEDURE: Mapping[str, Text] = {
    "ordinary": Text("普通程序", "Ordinary procedure"),
    "simple": Text("简易程序", "Simple procedure"),
}

RECORD_SEVERITY: Mapping[str, Text] = {
    "minor": Text("轻微", "Minor"),
    "general": Text("一般", "General"),
    "serious": Text("严重", "Serious"),
}

DECISION: tuple[Text, ...] = (Text("同意", "Accept"), Text("降低", "Lower"), Text("拒绝", "Refuse"))

DECISION_REASON: tuple[Text, ...] = (
    Text("按建议", "As proposed"),
    Text("本人只要较低额度", "The person asks for less"),
    Text("核实的收入或用途不同", "Income or purpose verified otherwise"),
    Text("有未了结的事项（写编号）", "Something unsettled (name its number)"),
    Text("资料补齐后再定", "To be decided once complete"),
    Text("不符合产品条件", "Not eligible for the product"),
    Text("其他（写明）", "Other (in words)"),
)
"""Why an officer decides as they do: each can be checked and contested."""

LEVEL: Mapping[str, Text] = {
    "county": Text("县", "County"),
    "township": Text("乡镇", "Township"),
    "village": Text("村（社区）", "Village"),
}

CALIBRATION: Mapping[str, Text] = {
    "uncalibrated": Text(
        "未校准：本评价办法的权重尚未用还款数据检验，结果只供参考，由指定工作人员决定。",
        "Uncalibrated: the weights of this policy have not been tested on repayment data. A named officer decides.",
    ),
    "adopted": Text("已采用校准。", "A calibration has been adopted."),
    "not_applicable": Text("", ""),
}

SEVERITY: Mapping[str, Text] = {
    "block": Text("整份未读", "File not read"),
    "condition": Text("未导入", "Left out"),
    "note": Text("提示", "Note"),
}

ANSWER = (Text("同意", "Yes"), Text("不同意", "No"), Text("再考虑", "Will think about it"))
"""What somebody visited with the notice may answer."""
