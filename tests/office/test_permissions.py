"""Every address for every role: own, foreign, withdrawn and without signing in. A new address without a line fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_django
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse

from bases.shared import for_a_module, undone
from bases.world import Case, World, make_world
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import Declared, declared

FILE = Path(__file__).with_name("expectations.yaml")
SHUT = frozenset({403, 404})
QUERIES = 30
"""What a look may cost where its line says nothing, session and notes of reads included."""


WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the matrix.

    ``args``: parameter → thing. ``shuts``: roles that a withdrawn consent keeps out. ``queries``: how many statements
    one look may cost. ``wide``: roles whose area holds the foreign thing too.
    """

    name: str
    roles: frozenset[str]
    scope: str
    purpose: str | None
    args: dict[str, str]
    shuts: frozenset[str]
    queries: int
    wide: frozenset[str]


@cache
def expectations() -> dict[str, Expected]:
    node, findings = read_yaml(FILE.read_text("utf-8"), FILE.name)
    assert node is not None, findings
    content = cast("dict[str, Any]", plain(node))
    groups: dict[str, list[str]] = content["groups"]
    lines = {}
    for name, line in content["addresses"].items():
        roles = {role for word in line.get("roles", []) for role in groups.get(word, [word])}
        lines[name] = Expected(
            name,
            frozenset(roles),
            line["scope"],
            line.get("purpose"),
            line.get("args", {}),
            frozenset(line.get("shuts", [])),
            line.get("queries", QUERIES),
            frozenset(line.get("wide", [])),
        )
    return lines


@cache
def addresses() -> dict[str, Declared]:
    return {one.name or one.route: one for one in declared(get_resolver())}


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert sorted(addresses()) == sorted(expectations())


def test_every_role_a_line_names_is_one() -> None:
    known = {str(role) for role in Role}
    assert {line.name: line.roles - known for line in expectations().values() if line.roles - known} == {}


@pytest.mark.parametrize("name", sorted(expectations()))
def test_a_door_is_as_the_line_says(name: str) -> None:
    line, door = expectations()[name], addresses()[name].door
    assert door is not None
    assert (frozenset(str(role) for role in door.roles), door.scope, door.purpose) == (
        line.roles,
        line.scope,
        line.purpose,
    )


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[World]:
    """Made once, with somebody signed in for every role; each test works in a savepoint of its own."""
    with for_a_module(django_db_blocker):
        made = make_world()
        for role in Role:
            made.client(role)
        yield made


@pytest.fixture
def world(county: World, db: None) -> World:
    return county.again()


def address_of(line: Expected, world: World, case: Case) -> str:
    args = {parameter: world.thing(thing, case) for parameter, thing in line.args.items()}
    try:
        return reverse(line.name, kwargs=args)
    except NoReverseMatch:
        return "/" + addresses()[line.name].route


def answers(client: Client, address: str) -> tuple[int, int]:
    """What the address says to looking and to sending an empty form."""
    return client.get(address).status_code, client.post(address, {}).status_code


def told(line: Expected, world: World, role: str, case: Case) -> tuple[int, int]:
    """What the role is answered about the thing; what sending did is undone before anybody else is asked."""
    address = address_of(line, world, case)
    with undone():
        return answers(world.client(role), address)


ALL = [pytest.param(name, id=name) for name in sorted(expectations()) if expectations()[name].scope != "token"]


# A door keeps out by the role alone, before a page asks any table; who comes in, and how far, is shown on both.
@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("name", ALL)
@pytest.mark.django_db(databases=["default", "reads"])
def test_who_is_not_named_is_kept_out(name: str, world: World) -> None:
    line = expectations()[name]
    if line.scope in ("public", "account"):
        return
    address = address_of(line, world, "own")
    anonymous = Client().get(address)
    assert anonymous.status_code in (302, 303, 401), "without signing in"
    for role in sorted(set(map(str, Role)) - line.roles):
        assert set(answers(world.client(role), address)) <= SHUT, role


@pytest.mark.parametrize("name", ALL)
@pytest.mark.django_db(databases=["default", "reads"])
def test_who_is_named_comes_in_and_no_further(name: str, world: World) -> None:
    line = expectations()[name]
    for role in sorted(line.roles):
        own = told(line, world, role, "own")
        assert all(status < 500 for status in own), (role, own)
        if "nothing" in line.args.values():
            continue
        if line.scope != "public":
            assert own[0] not in SHUT, (role, own)
        if not line.args or role in line.wide:
            continue
        foreign = told(line, world, role, "foreign")
        assert set(foreign) <= SHUT | {405}, (role, "foreign", foreign)
        if role in line.shuts:
            withdrawn = told(line, world, role, "withdrawn")
            assert set(withdrawn) <= SHUT | {405}, (role, "withdrawn", withdrawn)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.django_db(databases=["default", "reads"])
def test_a_look_costs_no_more_statements_than_its_line_says(name: str, world: World) -> None:
    line = expectations()[name]
    for role in sorted(line.roles):
        client, address = world.client(role), address_of(line, world, "own")
        with (
            CaptureQueriesContext(connections["default"]) as rows,
            CaptureQueriesContext(connections["reads"]) as notes,
        ):
            client.get(address)
        assert len(rows) + len(notes) <= line.queries, role
        # A look that writes waits behind an import: notes of looks go to a place of their own.
        wrote = [one["sql"] for one in rows if one["sql"].startswith(WRITES)]
        assert [sql for sql in wrote if "audit_pendingread" not in sql] == [], role
