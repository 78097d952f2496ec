"""Values written as text and read again: equal, of our own classes only, and nothing that could run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest

from xiangxin.kernel import errors, text
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.kernel.written import classes_of, read, write

CLASSES = classes_of((text, errors))
WORDS = Text("甲", "a")
VALUES = [
    None,
    True,
    0,
    "tuple",
    (),
    (1, "x", (None,)),
    frozenset({"a", "b"}),
    {("a", 1): (WORDS,), "b": {}},
    Fraction(-7, 10),
    date(2026, 6, 30),
    (Finding("code", "block", Location("f.yaml", row=3), WORDS, WORDS, WORDS), ()),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_is_written_is_read_as_the_same_value_of_the_same_type(value: object) -> None:
    found = read(write(value, CLASSES), CLASSES)
    assert found == value
    assert type(found) is type(value)


@dataclass(frozen=True)
class Stranger:
    zh: str


@pytest.mark.parametrize("value", [Stranger("甲"), [1], 1.5, object()], ids=["stranger", "list", "float", "object"])
def test_a_value_of_another_class_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        write((value,), CLASSES)


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        '["Stranger","甲"]',
        '["os.system","true"]',
        '["Text"]',
        '["date","x"]',
        '["Fraction",1,0]',
        "[]",
    ],
)
def test_a_text_that_is_none_of_ours_is_refused_as_a_whole(damaged: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read(damaged, CLASSES)


def test_two_classes_of_one_name_are_no_set_of_classes() -> None:
    with pytest.raises(ValueError, match="two classes are called Text"):
        classes_of((text, text))
