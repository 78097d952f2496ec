"""Every finding this room can make, each by a file that is wrong in just that way."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

from xiangxin.interop.messages import MESSAGES
from xiangxin.interop.tests.corpus import CORPUS
from xiangxin.interop.tests.folders import Folder
from xiangxin.kernel.errors import Finding
from xiangxin.kernel.ids import IdProblem

OF_SUBMISSIONS = {"check_not_passed", "column_elsewhere", "matter_twice", "sheet_empty"}
"""Said only of a file that was submitted for one form: ``tests/corpus`` has one for each."""


def test_every_code_has_a_bad_county_and_every_bad_county_a_code() -> None:
    assert CORPUS.keys() | OF_SUBMISSIONS == MESSAGES.by_code.keys()


@pytest.mark.parametrize("code", CORPUS)
def test_the_bad_county_of_a_code_is_answered_with_it_and_names_nobody(code: str, tmp_path: Path) -> None:
    _, findings = CORPUS[code](Folder(tmp_path)).read()
    found = [finding for finding in findings if finding.code == code]
    assert found, [str(finding) for finding in findings]
    assert {finding.severity for finding in found} == {MESSAGES.by_code[code].severity}
    for finding in found:
        assert finding.where.file
        for text in (finding.what, finding.why, finding.mend):
            assert text.zh
            assert text.en
            assert "{" not in text.zh + text.en
    _names_nobody(findings)


def _names_nobody(findings: Iterable[Finding]) -> None:
    """Neither a name nor a number of a person is in any answer."""
    words = " ".join(f"{finding} {finding.what} {finding.why} {finding.mend}" for finding in findings)
    assert re.search(r"990101[0-9]{11}", words) is None
    assert "王一" not in words
    assert "赵六" not in words


def test_the_codes_of_identity_numbers_come_from_the_kernel() -> None:
    assert not set(get_args(IdProblem)) & MESSAGES.by_code.keys()
