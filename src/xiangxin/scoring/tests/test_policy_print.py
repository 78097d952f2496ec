"""A policy is printed whole: every name that a formula uses is explained somewhere on the same paper."""

from __future__ import annotations

import re
from datetime import date

import pytest

from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.read import load_policy
from xiangxin.policy.shipped import shipped_policies
from xiangxin.scoring.policy_print import print_lines

AS_OF = date(2026, 6, 30)
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]+")
_OF_THE_LANGUAGE = {
    "min",
    "max",
    "sum",
    "scale",
    "clamp",
    "to",
    "if",
    "else",
    "known",
    "in",
    "and",
    "tier",
    "half_up",
    "money",
}
_OF_A_PERSON = {"stars", "panel", "mean", "members", "income_yearly"}
"""Functions and keywords, and what the format itself knows of a person."""


@pytest.mark.parametrize("name", sorted(shipped_policies()))
def test_every_name_in_a_formula_is_explained(name: str) -> None:
    document, _findings = load_policy(shipped_policies()[name])
    assert document is not None
    policy, _found = compile_policy(document, load_law(), AS_OF, "CN")
    assert policy is not None
    lines = [text.zh for _depth, text in print_lines(policy, document.root)]
    named = {found for line in lines for found in re.findall(r"^\[([a-z0-9_-]+)\]", line)}
    named |= {line.split("：")[0].split(" = ")[0] for line in lines}
    asked = {
        found for line in lines if " = " in line for found in _IDENTIFIER.findall(line.split(" = ", 1)[1])
    } - _OF_THE_LANGUAGE - _OF_A_PERSON  # fmt: skip
    inputs = {spec.name for spec in policy.inputs}
    assert asked - named - inputs == set()


def test_figures_and_what_follows_from_them_stand_on_the_paper() -> None:
    document, _findings = load_policy(shipped_policies()["household-open"])
    assert document is not None
    policy, _found = compile_policy(document, load_law(), AS_OF, "CN")
    assert policy is not None
    lines = [text.en for _depth, text in print_lines(policy, document.root)]
    for line in ("star_step = CNY 10,000", "rate_cap = 8%", "red certificate: stars >= 3", "without a review: system"):
        assert line in lines
    assert (
        sum(
            line == "Assumed: debt in total not above a year's income; the smaller part decides and is named"
            for line in lines
        )
        == 1
    )
