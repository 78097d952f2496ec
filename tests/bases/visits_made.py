"""Tablets for tests: keys as a browser makes them, packages opened and uploads signed as the page does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.parties_made import VILLAGE, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.visits.actions import confirm_device, make_list, receive_upload, register_device
from xiangxin.office.visits.actions.lists import Package, context_of
from xiangxin.office.visits.actions.uploads import Receipt
from xiangxin.office.visits.envelope import Envelope
from xiangxin.office.visits.keys import HALF, derived, from_text
from xiangxin.office.visits.models import Device, Task

MADE_AT = datetime(2026, 6, 1, 8, tzinfo=UTC).isoformat()


def spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as it is registered."""
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@dataclass
class Tablet:
    """One device of somebody. ``row`` is set when it was registered."""

    by: Viewer
    label: str = "三号平板"
    sign: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    wrap: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    row: Device | None = None

    @property
    def id(self) -> UUID:
        """As it is registered."""
        assert self.row is not None
        return self.row.id

    def registers(self) -> Device:
        """Register it for its collector."""
        self.row = register_device(self.by, self.label, spki(self.sign), spki(self.wrap))
        return self.row

    def takes(self, area: str) -> tuple[Package, dict[str, Any]]:
        """Download a list and open it."""
        package = make_list(self.by, self.id, area)
        return package, self.opens(package)

    def opens(self, package: Package) -> dict[str, Any]:
        """The tasks in a package."""
        closed = package.closed
        sent = {"list": str(package.list.id), "half": closed.half, "nonce": closed.nonce, "data": closed.data}
        return self.opens_sent(sent)

    def opens_sent(self, sent: dict[str, str]) -> dict[str, Any]:
        """The same from what went over the wire."""
        context = context_of(UUID(sent["list"]), self.id)
        half = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(sent["half"]))
        opener = AESGCM(derived(self.wrap.exchange(ec.ECDH(), half), context))
        return dict(json.loads(opener.decrypt(from_text(sent["nonce"]), from_text(sent["data"]), context)))

    def signs(self, body: bytes) -> Envelope:
        """A body as it is sent."""
        first, second = decode_dss_signature(self.sign.sign(body, ec.ECDSA(hashes.SHA256())))
        return Envelope(self.id, first.to_bytes(HALF, "big") + second.to_bytes(HALF, "big"), body)

    def sends(self, list_: UUID, *answers: dict[str, Any], key: UUID | None = None) -> Receipt:
        """Upload answers."""
        return receive_upload(self.by, self.signs(body_of(list_, *answers, key=key)))


def answer(task: str, outcome: str = "answered", key: str = "", **values: str) -> dict[str, Any]:
    """One answer as a tablet writes it."""
    return {"key": key or str(uuid4()), "task": task, "outcome": outcome, "at": MADE_AT, "values": values}


def body_of(list_: UUID, *answers: dict[str, Any], key: UUID | None = None) -> bytes:
    """What is signed."""
    return json.dumps({"list": str(list_), "key": str(key or uuid4()), "answers": list(answers)}).encode()


def confirmed_tablet(by: Viewer) -> Tablet:
    """A tablet of a collector that the county office has confirmed."""
    made = Tablet(by)
    made.registers()
    confirm_device(viewer_for(Role.COUNTY_OFFICE, COUNTY), made.id)
    return made


class Visit:
    """A bank, its account manager with a confirmed tablet, and a list of three persons in one village."""

    def __init__(self, *, written: bool = False) -> None:
        self.bank: Institution = make_institution()
        self.people = [make_person(name) for name in ("丁一", "戊二", "己三")]
        for person in self.people:
            make_consent(person.id, receiver=self.bank)
            if written:
                make_consent(person.id, receiver=self.bank, field_class="income_property")
        self.by = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, self.bank)
        self.tablet: Tablet = confirmed_tablet(self.by)
        package, content = self.tablet.takes(VILLAGE)
        self.list: UUID = package.list.id
        self.task = {one["name"]: one["task"] for one in content["tasks"]}

    def withdraw(self, number: int, field_class: str = "file") -> None:
        """A person takes consent back."""
        household = viewer_for(Role.HOUSEHOLD, VILLAGE, person=self.people[number].id)
        withdraw_consent(household, self.people[number].id, Scope("scoring", self.bank.id, field_class))


def change(row: Any, **values: Any) -> None:
    """Write columns of a row past every action."""
    with act("visits.changed_for_tests", by=system("tests")) as done:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        done.wrote(row)


def outcomes() -> dict[str, int]:
    """How many tasks have come out how."""
    with maintenance("tests"):
        found = list(Task.objects.exclude(outcome="").values_list("outcome", flat=True))
    return {name: found.count(name) for name in found}
