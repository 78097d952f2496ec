"""The room's data: complete, sourced, and saying what the product's line says."""

from itertools import combinations
from typing import Any, cast

import pytest

from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import ADMINISTRATORS, Role
from xiangxin.office.accounts.rules import DATA, pairing, role_rules, roles_of, term

NAMES = [role.value for role in Role]


def content(name: str) -> Any:
    node, findings = read_yaml(DATA / f"{name}.yaml")
    assert findings == ()
    assert node is not None
    return plain(node)


def test_every_role_has_a_rule_and_no_rule_is_about_another() -> None:
    assert list(role_rules()) == NAMES


def test_the_kinds_of_deployment_are_those_of_the_law() -> None:
    kinds = set(load_law().deployment_kinds)
    assert {kind for rule in role_rules().values() for kind in rule.kinds} == kinds
    assert [len(roles_of(kind)) for kind in ("bank", "government", "licensed", "demo")] == [14, 17, 9, 17]


def test_a_bank_has_no_county_office_and_a_licensed_agency_no_panel() -> None:
    bank = {rule.role for rule in roles_of("bank")}
    assert Role.COUNTY_OFFICE not in bank
    assert Role.PANEL_MEMBER not in {rule.role for rule in roles_of("licensed")}


@pytest.mark.parametrize("kind", ["bank", "government", "licensed", "demo"])
def test_in_every_deployment_somebody_can_agree_to_every_post(kind: str) -> None:
    there = {rule.role.value for rule in roles_of(kind)}
    alone = [rule.role for rule in roles_of(kind) if not rule.agreed_by & there]
    assert alone == [Role.HOUSEHOLD]


def test_nobody_who_makes_accounts_proposes_a_post_and_nobody_agrees_to_a_household_s() -> None:
    assert [rule.role for rule in role_rules().values() if Role.SYSTEM_ADMIN in rule.proposed_by] == []
    assert (role_rules()["household"].proposed_by, role_rules()["household"].agreed_by) == (frozenset(), frozenset())


@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(ADMINISTRATORS), 2)))
def test_no_two_administrators_meet_in_one_hand(one: str, other: str) -> None:
    assert not pairing(one, other).allowed


@pytest.mark.parametrize(
    "other",
    ["panel_member", "fund_keeper", "guarantor", "auditor", "supervisory_committee", "station_keeper", "county_office"],
)
def test_an_account_manager_is_none_of_those_who_check_or_share_the_decision(other: str) -> None:
    assert not pairing("account_manager", other).allowed
    assert pairing("account_manager", other) == pairing(other, "account_manager")


def test_the_pairs_one_person_may_hold_are_these() -> None:
    allowed = {frozenset(pair) for pair in combinations(NAMES, 2) if pairing(*pair).allowed}
    assert allowed == {
        frozenset(pair)
        for pair in (
            ("county_office", "policy_author"),
            ("county_office", "security_admin"),
            ("township_cadre", "village_cadre"),
            ("village_cadre", "panel_member"),
            ("central_bank", "auditor"),
            ("auditor", "audit_admin"),
            ("system_admin", "policy_author"),
        )
    }


def test_every_pair_says_why_in_both_languages_and_on_what_it_rests() -> None:
    for one, other in combinations(NAMES, 2):
        said = pairing(one, other)
        assert said.reason.zh
        assert said.reason.en
        assert said.basis or said.assumption, (one, other)


def test_a_basis_says_whether_it_was_confirmed_and_names_known_roles_only() -> None:
    separation = content("separation")
    for entry in separation["never"]:
        assert ("basis" in entry) == ("confirmed" in entry), entry
        assert {entry["one"], *entry["with"]} <= set(NAMES)
    assert {name for entry in separation["may"] for name in entry["pair"]} <= set(NAMES)


def figures(place: Any, name: str = "") -> dict[str, dict[str, Any]]:
    if "value" in place:
        return {name: cast("dict[str, Any]", place)}
    found: dict[str, dict[str, Any]] = {}
    for key, value in place.items():
        found |= figures(value, f"{name}.{key}" if name else key)
    return found


def test_every_figure_of_signing_in_is_sourced_or_assumed() -> None:
    for name, entry in figures(content("sign_in")).items():
        assert entry["value"] > 0
        assert term(name) == entry["value"]
        assert ("assumption" in entry) != ("source" in entry), name
        assert ("source" in entry) == ("confirmed" in entry), name
