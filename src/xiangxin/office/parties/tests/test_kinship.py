"""Kinship serves recusal: both ways, household included, no relation told, and nothing that scores can reach it."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from bases.accounts_made import viewer_for
from bases.parties_made import OTHER_VILLAGE, VILLAGE, make_cadre, make_household, make_person, make_village
from bases.tree import source_files, text_of
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.parties.actions import add_kinship, remove_kinship
from xiangxin.office.parties.choices import Degree
from xiangxin.office.parties.errors import KinOfOneself
from xiangxin.office.parties.models import Kinship
from xiangxin.office.parties.queries.kinship import kin_of
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def test_kin_are_kin_of_each_other_and_so_is_the_household() -> None:
    one, two, three = (make_person(name) for name in ("张一", "张二", "张三"))
    by = make_cadre(VILLAGE)
    add_kinship(by, two.id, one.id, Degree.CLOSE, ON)
    make_household([one, three])
    assert kin_of(by.actor, one.id) == {two.id, three.id}
    assert kin_of(by.actor, two.id) == {one.id}
    assert kin_of(by.actor, three.id) == {one.id}


def test_saying_it_again_keeps_one_row_with_the_nearer_degree() -> None:
    one, two = make_person("张一"), make_person("张二")
    by = make_cadre(VILLAGE)
    add_kinship(by, one.id, two.id, Degree.OTHER, ON)
    row = add_kinship(by, two.id, one.id, Degree.CLOSE, ON)
    with nothing_changes("parties"):
        add_kinship(by, one.id, two.id, Degree.OTHER, ON)
    with maintenance("tests"):
        assert list(Kinship.objects.values_list("degree", flat=True)) == ["close"]
    remove_kinship(by, row.id)
    assert kin_of(by.actor, one.id) == frozenset()


def test_it_is_read_for_the_review_only_and_the_person_is_told() -> None:
    one, by = make_person("张一"), make_cadre(VILLAGE)
    kin_of(by.actor, one.id)
    note = PendingRead.objects.get(what="parties.kinship")
    assert (note.person, note.purpose, note.fields) == (one.id, "review", "kinship")


def test_who_does_not_keep_the_register_states_no_kinship() -> None:
    one, two = make_person("张一"), make_person("张二")
    for by in (viewer_for(Role.ACCOUNT_MANAGER, VILLAGE), make_cadre(make_village(OTHER_VILLAGE))):
        with nothing_changes("parties"), pytest.raises(AddressUnknown):
            add_kinship(by, one.id, two.id, Degree.CLOSE, ON)
    with nothing_changes("parties"), pytest.raises(KinOfOneself):
        add_kinship(make_cadre(VILLAGE), one.id, one.id, Degree.CLOSE, ON)


def test_only_its_own_query_and_action_touch_the_table() -> None:
    allowed = {"models.py", "queries/kinship.py", "actions/kin.py"}
    room = Path("src/xiangxin/office/parties")
    found = [
        str(path)
        for path in source_files()
        if "tests" not in path.parts and "migrations" not in path.parts
        for node in ast.walk(ast.parse(text_of(path) or ""))
        if isinstance(node, ast.ImportFrom | ast.Name | ast.Attribute)
        and "Kinship"
        in (
            {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom)
            else {node.id if isinstance(node, ast.Name) else node.attr}
        )
        and not (room in path.parents and str(path.relative_to(room)) in allowed)
    ]
    assert found == []
