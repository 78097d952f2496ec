"""The content of a dry run's report as tables. Its keys are agreed with the room that writes it; what it holds within
them is shown as it stands, so that nothing of a report is left out because a page did not know of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.scoring.wording import rate_in_words, same, yuan

FILE = Path(__file__).parent / "data" / "report.yaml"
_UNTOLD = frozenset({"format"})
_BESIDE = {"group": "group_label", "value": "label", "line": "label", "id": "what", "area": "name"}
"""Codes that are not shown where their words stand beside them."""
_RATES = ("basis_points", "low", "high")


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of a report: a table, with heads where its rows have several values."""

    id: str
    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


def shown(content: Mapping[str, Any]) -> tuple[Shown, ...]:
    """Every part of a report in its order."""
    told = [key for key in _words() if key in content] + [key for key in content if key not in _words()]
    return tuple(_part(key, content[key]) for key in told if key not in _UNTOLD)


def _part(key: str, value: Any) -> Shown:
    if isinstance(value, Mapping):
        return Shown(key, _name(key), (), tuple((_name(name), _written(name, one)) for name, one in value.items()))
    if isinstance(value, list) and value and all(isinstance(one, Mapping) and not _is_text(one) for one in value):
        every = dict.fromkeys(name for one in value for name in one)
        names = tuple(name for name in every if _BESIDE.get(name) not in every)
        rows = tuple(tuple(_written(name, one.get(name)) for name in names) for one in value)
        return Shown(key, _name(key), tuple(_name(name) for name in names), rows)
    if isinstance(value, list):
        return Shown(key, _name(key), (), tuple((_written(key, one),) for one in value))
    return Shown(key, _name(key), (), ((_written(key, value),),))


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"zh", "en"}


def _written(name: str, value: Any) -> Text:
    if value is None:
        return same("—")
    if _is_text(value):
        return Text(str(value["zh"]), str(value["en"]))
    if isinstance(value, Mapping):
        return _pairs(value)
    if isinstance(value, list):
        return _listed(name, value)
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no")
    if isinstance(value, int):
        return _number(name, value)
    return _name(value) if value in _words() else same(str(value))


def _pairs(value: Mapping[str, Any]) -> Text:
    pairs = [(_name(key), _written(key, one)) for key, one in value.items()]
    zh = "；".join(f"{key.zh} {one.zh}" for key, one in pairs)
    return Text(zh, "; ".join(f"{key.en} {one.en}" for key, one in pairs))


def _listed(name: str, value: list[Any]) -> Text:
    words = [_written(name, one) for one in value]
    return Text("、".join(one.zh for one in words), ", ".join(one.en for one in words))


def _number(name: str, value: int) -> Text:
    if name.endswith("_fen"):
        return yuan(value)
    return same(rate_in_words(value)) if name.endswith(_RATES) else same(f"{value:,}")


def _name(key: str) -> Text:
    return _words().get(key) or same(key)


@cache
def _words() -> Mapping[str, Text]:
    return {key: Text(**entry) for key, entry in shipped(FILE).items()}
