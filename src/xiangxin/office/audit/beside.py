"""Which tables stand under the log, and what stands beside it: columns that count, tables that are machinery.

``data/beside.yaml`` says why for each. Whatever is in neither place fails a test, so that nothing is forgotten; nothing
that decides what opens to whom may stand beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from django.apps import apps
from django.db import models

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.audit.models import Logged

FILE = "data/beside.yaml"

Manner = Literal["counts", "empty", "outside"]
MANNERS: tuple[Manner, ...] = ("counts", "empty", "outside")


@dataclass(frozen=True, slots=True)
class Beside:
    """One table, or ``columns`` of it where the rest is under the log, and why.

    ``counts``: those columns change without an act. ``empty``: the product writes no row. ``outside``: not compared.
    """

    table: str
    manner: Manner
    why: Text
    columns: tuple[str, ...] = ()


@cache
def beside() -> dict[str, Beside]:
    """Everything that stands beside the log, by table."""
    content = shipped(resources.files("xiangxin.office.audit") / FILE)
    return {
        table: Beside(table, manner, Text(**entry["why"]), tuple(entry.get("columns", ())))
        for manner in MANNERS
        for entry in content[manner]
        for table in entry["tables"]
    }


def counting(table: str) -> frozenset[str]:
    """Columns of ``table`` that change without an act; ``column.member`` where it is one member of JSON."""
    told = beside().get(table)
    return frozenset() if told is None else frozenset(told.columns)


@cache
def logged_models() -> tuple[type[models.Model], ...]:
    """Every model whose rows stand in the log, by table: those that derive from ``Logged``, and a library's."""
    tables = {one.table for one in beside().values() if one.manner == "counts"}
    found = (model for model in apps.get_models() if issubclass(model, Logged) or model._meta.db_table in tables)
    return tuple(sorted((model for model in found if not model._meta.proxy), key=lambda model: model._meta.db_table))
