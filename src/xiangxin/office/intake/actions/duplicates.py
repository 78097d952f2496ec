"""A person says whether two that look like one are one, with a reason from a closed list; and takes it back.

Nothing is merged. What is said decides only whether somebody new is let into the register.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.intake import errors
from xiangxin.office.intake.choices import REASONS, Decided
from xiangxin.office.intake.likeness import PURPOSE, is_strong
from xiangxin.office.intake.models import Duplicate
from xiangxin.office.intake.rules import KEEPERS
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown


def decide_duplicate(by: Viewer, id_: UUID, decided: str, reason: str) -> Duplicate:
    """Say whether the two are the ``same`` or ``different``, and why. For who keeps the other one's village.

    That two are different where nearly everything is alike is an override, noted as one, and not for the sender.
    Errors: ``AddressUnknown``, ``AlreadyDecided``, ``ReasonUnfit``, ``OverrideByAnother``.
    """
    if decided not in Decided.values or reason not in REASONS[Decided(decided)]:
        raise errors.ReasonUnfit("reason")
    overrides = decided == Decided.DIFFERENT and _is_strong(by, id_)
    name = "intake.duplicate_overridden" if overrides else "intake.duplicate_decided"
    with act(name, by=by.actor, purpose=PURPOSE) as done:
        row = _kept(by, id_)
        if row.decided or row.undone_at is not None:
            raise errors.AlreadyDecided()
        if overrides and by.accounts & {row.submission.sent_by, row.submission.sent_for}:
            raise errors.OverrideByAnother("decided")
        row.decided, row.reason = decided, reason
        row.decided_at, row.decided_by = timezone.now(), by.account
        row.save(update_fields=["decided", "reason", "decided_at", "decided_by"])
        _told(done, row)
        done.payload |= {"decided": decided, "reason": reason, "signals": row.signals}
    return row


def undo_duplicate(by: Viewer, id_: UUID) -> Duplicate:
    """Take a decision back: the two wait again. What was registered on its word stays, and stands on the page.

    ``AddressUnknown``, ``NotDecided``.
    """
    with act("intake.duplicate_undone", by=by.actor, purpose=PURPOSE) as done:
        row = _kept(by, id_)
        if not row.decided or row.undone_at is not None:
            raise errors.NotDecided()
        row.undone_at, row.undone_by = timezone.now(), by.account
        row.save(update_fields=["undone_at", "undone_by"])
        again = Duplicate(
            submission=row.submission,
            row=row.row,
            person_id=row.person_id,
            area=row.area,
            other=row.other,
            signals=row.signals,
            found_at=row.undone_at,
        )
        again.save(force_insert=True)
        _told(done, row)
        done.wrote(again)
        done.payload |= {"decided": row.decided, "reason": row.reason}
    return again


def _is_strong(by: Viewer, id_: UUID) -> bool:
    """Whether nearly everything is alike; what is alike never changes."""
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="intake.duplicates") as look:
        look.showed_nobody()
        signals = Duplicate.objects.filter(id=id_).values_list("signals", flat=True).first()
    return signals is not None and is_strong(signals.split(","), timezone.localdate())


def _kept(by: Viewer, id_: UUID) -> Duplicate:
    """The row, where the viewer keeps the village of whom the newcomer looks like; held until the act ends."""
    row = Duplicate.objects.select_for_update().filter(id=id_).first()
    if row is None or by.role not in KEEPERS or not by.covers(_village_of(row)):
        raise AddressUnknown
    return row


def _village_of(row: Duplicate) -> str:
    """Where the person is registered, else the village that the earlier row of the file names."""
    return Person.objects.filter(id=row.person_id).values_list("area", flat=True).first() or row.area


def _told(done: Act, row: Duplicate) -> None:
    done.about, done.person = f"intake.duplicate:{row.id}", row.person_id
    done.area = _village_of(row)
    done.wrote(row)
