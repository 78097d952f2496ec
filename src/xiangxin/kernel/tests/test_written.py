"""Values written as text and read again: equal, of our own classes only, and nothing that could run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

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


@dataclass(frozen=True)
class Typed:
    name: Literal["a", "b"]
    days: tuple[date, ...] = ()
    pair: tuple[int, str] | None = None
    words: Mapping[str, frozenset[Fraction]] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('["Typed","a",["tuple"],null,["dict"]]', True),
        ('["Typed","b",["tuple",["date",9]],["tuple",1,"x"],["dict","k",["frozenset",["Fraction",1,2]]]]', True),
        ('["Typed","c",["tuple"],null,["dict"]]', False),
        ('["Typed",["tuple"],["tuple"],null,["dict"]]', False),
        ('["Typed","a",["tuple",9],null,["dict"]]', False),
        ('["Typed","a",["tuple"],["tuple",1],["dict"]]', False),
        ('["Typed","a",["tuple"],["tuple","x",1],["dict"]]', False),
        ('["Typed","a",["tuple"],null,["dict",1,["frozenset"]]]', False),
        ('["Typed","a",["tuple"],null,["dict","k",["frozenset",1]]]', False),
        ('["Typed","a"]', False),
        ('["tuple"]', False),
    ],
)
def test_a_value_fits_the_types_of_its_fields_or_is_none(text: str, fits: bool) -> None:
    if fits:
        assert isinstance(read(text, {"Typed": Typed}, Typed), Typed)
    else:
        with pytest.raises(ValueError, match=r"not .*"):
            read(text, {"Typed": Typed}, Typed)


def test_two_classes_of_one_name_are_no_set_of_classes() -> None:
    with pytest.raises(ValueError, match="two classes are called Text"):
        classes_of((text, text))
