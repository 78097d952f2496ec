"""All reads of credit files: what was believed and held on a day, one person's file, figures of villages."""

from __future__ import annotations

from xiangxin.office.creditfile.queries.believing import (
    believed,
    covered,
    current_versions,
    disputed,
    holding,
    known,
    undone_since,
)
from xiangxin.office.creditfile.queries.businesses import (
    believed_business_facts,
    current_business_facts,
)
from xiangxin.office.creditfile.queries.files import AnswerLine, CreditFile, FileLine, Item, Said, file_of
from xiangxin.office.creditfile.queries.villages import VillageFigures, village_figures

__all__ = [
    "AnswerLine",
    "CreditFile",
    "FileLine",
    "Item",
    "Said",
    "VillageFigures",
    "believed",
    "believed_business_facts",
    "covered",
    "current_business_facts",
    "current_versions",
    "disputed",
    "file_of",
    "holding",
    "known",
    "undone_since",
    "village_figures",
]
