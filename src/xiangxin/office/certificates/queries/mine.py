"""A person's own certificates, on their phone or at the counter, and what one of them says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.certificates.choices import Colour, Ending, Part
from xiangxin.office.certificates.errors import CertificateOver
from xiangxin.office.certificates.models import Certificate, ShownCode
from xiangxin.office.certificates.standing import has_certificate, is_valid
from xiangxin.office.certificates.terms import LIMITS
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.grants.choices import STANDING
from xiangxin.office.grants.models import Grant
from xiangxin.office.parties.queries.access import purpose_of
from xiangxin.office.parties.queries.own import own_page
from xiangxin.office.shell.errors import AddressUnknown

SHOWN = ("certificate",)


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A line that stands, or a certificate that was. ``certificate`` is None where it was not fetched yet.

    ``can_have``: one can be had now. ``ending`` says why it is over. ``used``: how often its last code was checked.
    """

    grant: UUID
    bank: Text
    colour: str
    certificate: UUID | None = None
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    valid: bool = False
    can_have: bool = False
    ending: str = ""
    used: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a certificate says, part by part, and its days. ``parts`` holds the chosen ones only."""

    id: UUID
    number: str
    county: Text
    issued_on: date
    expires_on: date
    parts: dict[str, Text]
    colour: str
    uri: str
    place: int


def lines_of(viewer: Viewer, person: UUID) -> list[CertificateLine]:
    """The certificates of the person that are valid or can be had, then those that were."""
    today = timezone.localdate()
    with _own(viewer, "certificates.mine") as (look, open_to):
        rows = list(_certificates(person, open_to).order_by("-issued_on", "number"))
        lines = [_of_certificate(row, today) for row in rows]
        named = {line.grant for line in lines if line.valid}
        standing = Grant.objects.select_related("receiver").filter(open_to, person=person, state__in=sorted(STANDING))
        open_lines = [_of_grant(grant, today) for grant in standing if grant.id not in named]
        found = [line for line in lines if line.valid] + [line for line in open_lines if line.can_have]
        found += [line for line in lines if not line.valid]
        look.showed([person] if found else [], SHOWN)
    return found


def line_of(viewer: Viewer, person: UUID, certificate: UUID) -> CertificateLine:
    """One certificate of the person; ``AddressUnknown`` for another's."""
    with _own(viewer, "certificates.mine") as (look, open_to):
        row = _certificates(person, open_to).filter(id=certificate).first()
        look.showed([person] if row else [], SHOWN)
        if row is None:
            raise AddressUnknown()
        return _of_certificate(row, timezone.localdate())


def said_by(viewer: Viewer, person: UUID, certificate: UUID, chosen: Collection[str]) -> Said:
    """What a valid certificate says with the chosen parts; ``AddressUnknown``, ``CertificateOver``."""
    today = timezone.localdate()
    with _own(viewer, "certificates.shown") as (look, open_to):
        row = _certificates(person, open_to).select_related("list").filter(id=certificate).first()
        look.showed([person] if row else [], SHOWN)
        if row is None:
            raise AddressUnknown()
        if not is_valid(row, today):
            raise CertificateOver()
    own = own_page(viewer)
    village, label = place_name(own.area, today), str(Colour(row.colour).label)
    said = {
        Part.NAME: Text(own.name, own.name),
        Part.COLOUR: Text(label, row.colour),
        Part.BANK: row.receiver.called,
        Part.VILLAGE: Text(village, village),
        Part.NUMBER: Text(row.number, row.number),
    }
    return Said(
        row.id,
        row.number,
        settings.HOME.title,
        row.issued_on,
        row.expires_on,
        {part: words for part, words in said.items() if part in chosen},
        row.colour,
        row.list.uri,
        row.place,
    )


@contextmanager
def _own(viewer: Viewer, what: str) -> Iterator[tuple[Reading, Q]]:
    """A reading, and the condition for rows that are open to the viewer: own, or of whom the keeper serves."""
    purpose = purpose_of(viewer)
    gate = persons_open_to(viewer, purpose, [FILE], timezone.localdate())
    with reading(viewer.actor, purpose=purpose, ground=gate.ground, what=what, institution=viewer.institution) as look:
        look.showed_nobody()
        yield look, gate.where("person")


def _certificates(person: UUID, open_to: Q) -> QuerySet[Certificate]:
    return Certificate.objects.select_related("grant", "receiver").filter(open_to, person=person)


def _of_certificate(row: Certificate, today: date) -> CertificateLine:
    last = ShownCode.objects.filter(certificate=row).order_by("-made_at").first()
    return CertificateLine(
        row.grant_id,
        row.receiver.called,
        str(Colour(row.colour).label),
        row.id,
        row.number,
        row.issued_on,
        row.expires_on,
        valid=is_valid(row, today),
        ending=str(Ending(row.ending).label) if row.ending else "",
        used=None if last is None else LIMITS["code_uses"] - last.uses_left,
    )


def _of_grant(grant: Grant, today: date) -> CertificateLine:
    return CertificateLine(
        grant.id,
        grant.receiver.called,
        str(dict(Colour.choices).get(grant.certificate or "", "")),
        expires_on=grant.review_on,
        can_have=has_certificate(grant, today),
    )
