"""A code to a phone that lies on a station's desk: it shows that the phone is there, and signs nobody in.

Counted together with the codes for signing in, so that neither way sends a phone more than its share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from xiangxin.kernel.typed import compact
from xiangxin.office.accounts import errors, phone
from xiangxin.office.accounts.actions.household import count_code, digest_of, new_code
from xiangxin.office.accounts.models import PhoneCode
from xiangxin.office.accounts.rules import term
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.shell.problems import language


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code that was sent. ``code`` is for a demo on this machine alone."""

    id: UUID
    code: str = field(repr=False)


def send_desk_code(number: str, address: str) -> SentCode:
    """Send a code to this number, eleven digits. ``PhoneClosed`` where no text can be sent, ``CodesUsedUp``."""
    if phone.gateway() is None:
        raise errors.PhoneClosed()
    digest, place, code, now = digest_of("phone", number), digest_of("address", address), new_code(), timezone.now()
    with acts.act("accounts.code_asked", by=system("station")) as done:
        count_code(done, digest, place)
        row = PhoneCode.objects.create(
            phone=digest,
            code=make_password(code),
            address=place,
            sent_at=now,
            expires_at=now + timedelta(minutes=term("code.minutes")),
        )
        done.wrote(row)
    words = phone.code_text(code, term("code.minutes"), "desk").in_language(language())
    transaction.on_commit(lambda: phone.deliver(number, words))
    return SentCode(row.id, code)


def check_desk_code(asked: UUID, number: str, typed: str) -> None:
    """Whether ``typed`` is the code that was sent to ``number``; each try is counted, right or wrong.

    Errors: ``DeskCodeWrong``, ``DeskCodeExpired`` after its minutes or its tries, ``DeskCodeUsed``.
    """
    row = PhoneCode.objects.filter(id=asked, phone=digest_of("phone", number)).first()
    if row is None:
        raise _wrong()
    if row.used_at is not None:
        raise errors.DeskCodeUsed("code")
    live = PhoneCode.objects.filter(id=row.id, expires_at__gt=timezone.now(), tries__lt=term("code.tries"))
    if not live.update(tries=F("tries") + 1):
        raise errors.DeskCodeExpired("code", minutes=term("code.minutes"), tries=term("code.tries"))
    if not check_password(compact(typed), row.code):
        raise _wrong()


def use_desk_code(asked: UUID) -> None:
    """Use a code up, within the caller's transaction; of two at once one does. ``DeskCodeUsed``."""
    with acts.act("accounts.code_used", by=system("station")) as done:
        if not PhoneCode.objects.filter(id=asked, used_at=None).update(used_at=timezone.now()):
            raise errors.DeskCodeUsed("code")
        done.wrote(PhoneCode(id=asked))


def _wrong() -> errors.DeskCodeWrong:
    return errors.DeskCodeWrong("code", minutes=term("code.minutes"), tries=term("code.tries"))
