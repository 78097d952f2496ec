"""When a total may be shown is law data: read by its shape, without a default, and part of the hash."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from xiangxin.law.load import DATA, load_law, read_law
from xiangxin.law.publication import Thresholds


def changed(tmp_path: Path, old: str, new: str) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    file = tmp_path / "data" / "publication.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path / "data"


def test_the_shipped_figures_are_five_persons_half_of_the_sum_and_steps_of_a_thousand_yuan() -> None:
    assert load_law().publication == Thresholds(5, 5, Fraction(1, 2), 100_000)


def test_another_figure_is_another_law_hash(tmp_path: Path) -> None:
    law, findings = read_law(changed(tmp_path, "value: 5", "value: 10"))
    assert law is not None, findings
    assert law.publication.minimum_count == 10
    assert law.hash != load_law().hash


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("minimum_count:", "smallest_count:", "law_unknown_key"),
        ("value: 5", "value: five", "law_shape"),
        ("value: 5", "value: 1", "law_shape"),
        ("value: 5", "value: true", "law_shape"),
        ('value: "50%"', "value: 50", "law_shape"),
        ('value: "50%"', 'value: "0%"', "law_shape"),
        ('value: "1000.00 CNY"', 'value: "1000 yuan"', "law_shape"),
        ("  basis: product", "  basis: habit", "law_shape"),
        ("  source:", "  origin:", "law_missing_key"),
    ],
)
def test_a_figure_that_is_missing_or_misshapen_leaves_no_pack(tmp_path: Path, old: str, new: str, code: str) -> None:
    law, findings = read_law(changed(tmp_path, old, new))
    assert law is None
    told = [finding for finding in findings if finding.code == code]
    assert told, [str(finding) for finding in findings]
    assert {finding.where.file for finding in told} == {"publication.yaml"}
