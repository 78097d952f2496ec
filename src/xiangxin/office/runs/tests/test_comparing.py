"""Two runs beside each other: the database ranks, sorts and counts as ``moves`` does with each person alone."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.test import RequestFactory

from bases.adoption_made import make_adoption
from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_value
from bases.runs_made import ask, make_manager
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.runs.choices import Move
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.queries import comparing
from xiangxin.office.runs.queries.comparing import Compared, compared
from xiangxin.office.runs.tables import PAIRS
from xiangxin.office.shell.tableview import TableView

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
OUTCOMES = [("scored", 2, 500), ("scored", 2, None), ("scored", 3, 100), ("scored", None, 900), ("vetoed", None, None)]


def _two_runs(people: int) -> tuple[Viewer, Institution, ScoringRun, ScoringRun]:
    manager, bank = make_manager()
    source = make_institution("provider")
    persons = [make_filed_person(bank) for _ in range(people)]
    make_adoption(bank)
    first = ask(manager, bank)
    kinds = ("income_yearly", "land_area_mu", "debt_total")
    for at, person in enumerate(persons[1:]):
        add([new_value(person, kinds[at % 3], str(10 ** (at % 4)), source, happened_on=date(2026, 2, 2))])
    return manager, bank, first, ask(manager, bank)


def _one_by_one(found: Compared) -> tuple[Counter[Move], list[tuple[Text, int, int]]]:
    """The figures as they follow from every pair, opened."""
    pairs = found.pairs(list(found.rows))
    lines: dict[str, tuple[Text, int, int]] = {}
    for pair in pairs:
        for one in pair.lines:
            label, up, down = lines.get(one.line, (one.label, 0, 0))
            lines[one.line] = (label, up + (one.centi > 0), down + (one.centi < 0))
    ordered = sorted(lines.values(), key=lambda one: (-(one[1] + one[2]), one[0].zh))
    return Counter(pair.move for pair in pairs), ordered


def test_the_figures_of_a_comparison_are_those_of_every_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "ROWS_A_STATEMENT", 2)
    manager, _bank, first, second = _two_runs(7)
    with compared(manager, first, second) as found:
        moves, lines = _one_by_one(found)
        assert found.moves == {move: moves[move] for move in Move}
        assert found.by_line == lines
        assert lines
        assert (found.came, found.left) == (0, 0)


def test_whoever_ranks_higher_has_risen() -> None:
    """All pairs of outcomes: scored or not, then stars, then limit, an unknown one as none."""
    ways = list(product(OUTCOMES, OUTCOMES))
    manager, _bank, first, second = _two_runs(len(ways))
    with maintenance("tests"):
        persons = list(Result.objects.filter(run=first).order_by("id").values_list("person", flat=True))
        for person, sides in zip(persons, ways, strict=True):
            for run, (status, stars, limit) in zip((first, second), sides, strict=True):
                Result.objects.filter(run=run, person=person).update(status=status, stars=stars, limit_fen=limit)
    with compared(manager, first, second) as found:
        rows = list(found.rows)
        pairs = found.pairs(rows)
        assert [list(Move)[row.way] for row in rows] == [pair.move for pair in pairs]
        assert [row.gained for row in rows] == [
            (pair.after.limit_fen or 0) - (pair.before.limit_fen or 0) for pair in pairs
        ]
        assert {move: number > 0 for move, number in found.moves.items()} == dict.fromkeys(Move, True)
        assert sum(found.moves.values()) == len(ways)
        for column in ("move", "-move", "limit", "-limit", "village"):
            table = _table(found, sort=column, rows="100")
            assert len(table.shown) == len(ways)
        for move in Move:
            assert {pair.move for pair in found.pairs(_table(found, move=move.value).shown)} == {move}


def test_a_page_opens_and_notes_only_its_own_people() -> None:
    manager, _bank, first, second = _two_runs(23)
    PendingRead.objects.all().delete()
    with compared(manager, first, second) as found:
        shown = _table(found, page="2")
        shown.shown = found.pairs(shown.shown)
        found.showed(shown.shown)
        assert (shown.count, len(shown.rows)) == (23, 3)
    assert PendingRead.objects.filter(what=comparing.WHAT).count() == 3


def _table(found: Compared, **asked: str) -> Any:
    return TableView(PAIRS, RequestFactory().get("/", asked), found.rows)
