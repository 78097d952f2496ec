"""A certificate comes to be and ends: at the holder's wish, and with the line it is about."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, Act, act
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.certificates import errors
from xiangxin.office.certificates.actions.publishing import open_list, sign_list
from xiangxin.office.certificates.choices import Ending
from xiangxin.office.certificates.models import Certificate, StateList
from xiangxin.office.certificates.standing import fallen, has_certificate
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.grants.models import Grant
from xiangxin.office.shell.errors import AddressUnknown


def issue_certificate(by: Viewer, person: UUID, grant: UUID) -> Certificate:
    """A certificate for a line of the person; the one that is valid where there is one already.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``AddressUnknown``, ``NoCertificate``, ``SiteMissing``.
    """
    may_act(by, person)
    today = timezone.localdate()
    with act("certificates.issued", by=by.actor, person=person, purpose=OBJECTION) as done:
        line = Grant.objects.select_for_update(of=("self",)).filter(id=grant, person=person).first()
        if line is None:
            raise AddressUnknown()
        if not has_certificate(line, today):
            raise errors.NoCertificate()
        earlier = Certificate.objects.filter(grant=line, withdrawn_on=None).first()
        if earlier is not None and earlier.colour == line.certificate and earlier.expires_on == line.review_on:
            done.about = f"certificates.certificate:{earlier.id}"
            return earlier
        if earlier is not None:
            _withdraw(done, earlier, Ending.CHANGED)
        row = _row(line, open_list(by.actor))
        row.save(force_insert=True)
        done.wrote(row)
        done.about = f"certificates.certificate:{row.id}"
        done.payload = {"expires_on": row.expires_on}
    if not row.list.token or earlier is not None:
        sign_list(by.actor, row.list_id)
    return row


def end_certificate(by: Viewer, person: UUID, certificate: UUID) -> Certificate:
    """The holder does not want it to be valid any more: paper lost, file passed on. Errors as of the others."""
    may_act(by, person)
    with act("certificates.withdrawn", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = Certificate.objects.select_for_update().filter(id=certificate, person=person).first()
        if row is None:
            raise AddressUnknown()
        if row.withdrawn_on is not None:
            raise errors.CertificateOver()
        _withdraw(done, row, Ending.BY_HOLDER)
        done.about = f"certificates.certificate:{row.id}"
        done.payload = {"ending": row.ending}
    sign_list(by.actor, row.list_id)
    return row


def follow_lines(by: Actor) -> int:
    """Withdraw certificates whose line or ground has gone, and publish that; how many. Safe to do twice."""
    today, count = timezone.localdate(), 0
    with on_duty(by, "certificates.following"):
        live = Certificate.objects.filter(withdrawn_on=None, expires_on__gte=today)
        gone = fallen(live.select_related("grant").iterator(ROWS_A_STATEMENT), today)
    for certificate, ending in gone.items():
        with act("certificates.withdrawn", by=by, purpose=OBJECTION, payload={"ending": ending}) as done:
            row = Certificate.objects.select_for_update().filter(id=certificate, withdrawn_on=None).first()
            if row is None:
                continue
            done.about, done.person = f"certificates.certificate:{row.id}", row.person_id
            _withdraw(done, row, ending)
            count += 1
    return count


def _withdraw(done: Act, row: Certificate, ending: Ending) -> None:
    row.withdrawn_on, row.ending = timezone.localdate(), ending
    row.save(update_fields=["withdrawn_on", "ending"])
    done.wrote(row)


def _row(line: Grant, into: StateList) -> Certificate:
    assert line.review_on is not None
    assert line.certificate is not None
    return Certificate(
        number=new_number(),
        grant=line,
        person_id=line.person_id,
        receiver_id=line.receiver_id,
        area=line.area,
        colour=line.certificate,
        issued_on=timezone.localdate(),
        expires_on=line.review_on,
        list=into,
        place=_drawn(into, Certificate.objects.filter(list=into).values_list("place", flat=True)),
    )


def _drawn(into: StateList, taken: Iterable[int]) -> int:
    """A free place by lot; lists are less than half full, so that a few draws are enough."""
    full = set(taken)
    while (place := secrets.randbelow(into.places)) in full:
        pass
    return place
