"""Certificates for tests of any room: of a line that stands, fetched as its holder does."""

from __future__ import annotations

from dataclasses import dataclass

from bases.grants_made import looking, make_line
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.certificates.actions import issue_certificate
from xiangxin.office.certificates.models import Certificate
from xiangxin.office.grants.models import Grant


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate with everybody around it."""

    manager: Viewer
    bank: Institution
    grant: Grant
    holder: Viewer
    certificate: Certificate


def make_certificate() -> Held:
    """A line that stands, and the certificate its person fetched."""
    manager, bank, grant, holder = make_line()
    return Held(manager, bank, grant, holder, issue_certificate(holder, grant.person_id, grant.id))


def fresh_certificate(certificate: Certificate) -> Certificate:
    """The certificate as it stands now."""
    with looking():
        return Certificate.objects.select_related("list", "grant").get(id=certificate.id)
