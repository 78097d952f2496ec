"""Work in the background; each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.jobs.job import Work, job
from xiangxin.office.jobs.schedule import daily
from xiangxin.office.parties import actions
from xiangxin.office.parties.models import Contact, FormerName, Person, RosterContact, Trade, Unmasking
from xiangxin.office.vault.keys import ring
from xiangxin.office.vault.sealing import rewrap, version_of

Kind = type[Person | FormerName | Contact | Trade | RosterContact | Unmasking]
SEALED: dict[Kind, tuple[str, ...]] = {
    Person: ("name_sealed", "id_number_sealed"),
    FormerName: ("name_sealed",),
    Contact: ("phone_sealed",),
    Trade: ("name_sealed", "code_sealed"),
    RosterContact: ("name_sealed", "phone_sealed"),
    Unmasking: ("words_sealed",),
}
"""Every sealed column of the room."""
AT_ONCE = 200


@daily("parties.delete_expired_contacts", at="02:40")
def delete_expired_contacts() -> int:
    """Forget everybody of a roster whose term is over; answers how many."""
    return actions.delete_expired_contacts(timezone.localdate())


def rewrap_sealed() -> int:
    """Seal what an older key sealed with the newest one, a batch at a time; answers how many rows changed.

    The office goes on working meanwhile, because older versions open. A row that was changed in between is done again.
    """
    return sum(_rewrap(model, columns) for model, columns in SEALED.items())


@job("parties.rewrap_sealed", Text("换密钥后重新封存", "Sealing again with the newest key"))
def rewrap_in_steps(work: Work) -> None:
    """The same as a job, after a key was added."""
    rewrap_sealed()


def _rewrap(model: Kind, columns: tuple[str, ...]) -> int:
    newest, changed, after = ring(fresh=True).newest.number, 0, None
    while True:
        with act("parties.sealed_again", by=system("parties.rewrap_sealed")) as done:
            rows = model._default_manager.select_for_update().order_by("pk")
            batch = list((rows if after is None else rows.filter(pk__gt=after))[:AT_ONCE])
            older = [row for row in batch if any(version_of(getattr(row, column)) != newest for column in columns)]
            for row in older:
                for column in columns:
                    setattr(row, column, rewrap(getattr(row, column), model._meta.db_table, column, row.pk))
                row.save(update_fields=columns)
            done.payload = {"table": model._meta.db_table, "rows": len(older)}
            done.wrote(*older)
        changed += len(older)
        if len(batch) < AT_ONCE:
            return changed
        after = batch[-1].pk
