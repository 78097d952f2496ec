"""The demo county in an office of its own: areas, institutions, an account a role, everybody from the workbooks.

Only a demo office takes it, and everybody in it is invented. It loads in one transaction: a county that is half there
would teach the wrong thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.interop.county import CountyFiles, read_county
from xiangxin.interop.deployment import Deployment
from xiangxin.kernel.errors import UnreadableInput, blocks
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.law.load import load_law
from xiangxin.office.accounts.actions import NewDemoAccount, make_demo_accounts
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.areas.actions import set_up_county
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.new import NewArea, NewInstitution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.operations import demo_consents, demo_facts, demo_grants, demo_points, demo_reviews
from xiangxin.office.operations.demo_consents import name_panel, publish
from xiangxin.office.operations.demo_hands import in_post
from xiangxin.office.parties.actions import add_roster, register_many, verify_phone
from xiangxin.office.parties.county import members_of, people_of, roster_of

ACTOR = system("demo")
KINDS = {"controller": "government", "panel": "panel", "provider": "provider"}
"""What an institution of the deployment file is here; a receiver says its own kind."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came into the office."""

    areas: int
    institutions: int
    accounts: int
    persons: int
    households: int
    consents: int
    facts: int
    left_out: Mapping[str, int]
    """Consents of the workbooks that were not taken: how many for each reason, by the code of the reason."""
    words: Mapping[str, Text]
    """What these codes say."""

    def counts(self) -> dict[str, int]:
        """As a table of counts."""
        return {name: value for name in self.__slots__ if isinstance(value := getattr(self, name), int)}


def load(folder: Path, deployment: Deployment) -> Loaded:
    """Bring the county in ``folder`` into the running office; ``UnreadableInput`` when its files do not read."""
    county, findings = read_county(folder, load_law())
    if county is None or blocks(findings):
        raise UnreadableInput(blocks(findings) or findings)
    roles = _roles()
    since: date = roles["since"]
    with transaction.atomic(), act("office.demo_loaded", by=ACTOR, area=deployment.county) as done:
        areas = [NewArea(one.code, one.level, one.name) for one in county.areas.by_code.values()]
        bodies = set_up_county(ACTOR, deployment.county, areas, institutions_of(deployment, roles), since)
        people_in = [*people_of(county), *members_of(county, roles["members"])]
        registered = register_many(ACTOR, people_in, deployment.defaults.as_of or since)
        if deployment.defaults.receiver in bodies:
            add_roster(ACTOR, roster_of(county), bodies[deployment.defaults.receiver].id, timezone.localdate())
        accounts = {one.login: one for one in make_demo_accounts(_accounts(deployment, roles, bodies))}
        publish(ACTOR, accounts["demo-policy-author"], accounts["demo-county-office"])
        seats = roles["panel"]["seats"]
        name_panel(ACTOR, bodies[roles["panel"]["slug"]], [seat["name"] for seat in seats], since)
        papers = demo_consents.load(ACTOR, county, bodies)
        _verify_phones(county, roles, accounts, deployment)
        facts = demo_facts.load(ACTOR, county, bodies, since)
        demo_grants.adopt(deployment, accounts, bodies)
        demo_reviews.load(ACTOR, county, roles, accounts, bodies)
        demo_grants.ask_for_run(deployment, accounts, bodies)
        demo_points.keep_points(ACTOR, accounts)
        people = (len(registered.persons), registered.households)
        made = (len(areas), len(bodies), len(accounts), *people, papers.taken, facts)
        loaded = Loaded(*made, papers.reasons, papers.words)
        done.payload |= {**loaded.counts(), "left_out": papers.reasons}
    return loaded


def institutions_of(deployment: Deployment, roles: Mapping[str, Any]) -> list[NewInstitution]:
    """Those of the deployment file, once each, and those the demo adds; who stands above another comes first."""
    controller = deployment.of_role("controller")[0].id
    found: dict[str, NewInstitution] = {}
    for one in deployment.institutions:
        kind = KINDS.get(one.role, one.kind)
        parent = controller if kind in ("panel", "provider") else None
        found.setdefault(one.id, NewInstitution(one.id, kind, one.name.zh, deployment.county, one.name.en, parent))
    for entry in roles["institutions"]:
        found[entry["slug"]] = NewInstitution(**{"area": deployment.county, **entry})
    return list(found.values())


def _accounts(
    deployment: Deployment, roles: Mapping[str, Any], bodies: Mapping[str, Institution]
) -> Iterator[NewDemoAccount]:
    for entry in roles["accounts"]:
        number = entry.get("id_number")
        yield NewDemoAccount(
            login=f"demo-{entry['login']}",
            display=entry["display"],
            role=entry["role"],
            area=entry.get("area", deployment.county),
            institution=bodies[entry["institution"]] if "institution" in entry else None,
            person=_person(number, deployment) if number else None,
        )
    panel = roles["panel"]
    for seat in panel["seats"]:
        login, display = f"demo-{seat['login']}", f"评议员 {seat['name']}"
        yield NewDemoAccount(login, display, Role.PANEL_MEMBER, panel["area"], bodies[panel["slug"]])


def _verify_phones(
    county: CountyFiles, roles: Mapping[str, Any], accounts: Mapping[str, Account], deployment: Deployment
) -> None:
    """The demo's households came to the station with their phones, so that they sign in by a code."""
    by = in_post(accounts["demo-station-keeper"])
    households = {entry["id_number"] for entry in roles["accounts"] if "id_number" in entry}
    for new in people_of(county):
        if new.id_number in households:
            verify_phone(by, _person(new.id_number, deployment), new.phone, timezone.localdate())


def _person(number: str, deployment: Deployment) -> UUID:
    checked = check_id_number(number)
    assert isinstance(checked, IdNumber), "the demo's own data"
    return person_id(checked, deployment.key())


def _roles() -> Mapping[str, Any]:
    content: Mapping[str, Any] = shipped(resources.files("xiangxin.office.operations") / "data" / "demo.yaml")
    return content
