"""What the operator's page passes in from the internet is what households need, and nothing of the staff's."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver

from bases.tree import ROOT
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import Declared, declared

_LOCATION = re.compile(r'^location ~ "?(\^[^"]+?)"? \{ proxy_pass', re.MULTILINE)
_SOME = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "slug": "some", "str": "some"}


def _address(one: Declared) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: _SOME[found[1] or "str"], one.route)


@pytest.mark.parametrize("page", ["operator.md", "operator.zh-CN.md"])
def test_the_outer_zone_passes_every_page_of_households_and_none_of_a_post(page: str) -> None:
    passed = [re.compile(one) for one in _LOCATION.findall((ROOT / "docs/for" / page).read_text("utf-8"))]
    assert len(passed) == 2
    office = {_address(one): one.door.roles for one in declared(get_resolver()) if one.door and one.door.roles}
    households = {address for address, roles in office.items() if Role.HOUSEHOLD in roles}
    through = {address for address in office if any(way.search(address) for way in passed)}
    assert {"/oversight/looks/", "/parties/mine/", "/consent/", "/"} <= households
    assert through == households
