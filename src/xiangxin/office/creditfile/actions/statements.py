"""What a person adds to their file in their own words. It is sealed, shown with the file, and scored by nothing."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.models import Fact, Statement
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import seal_on


def add_statement(by: Viewer, person: UUID, words: str, fact: UUID | None = None) -> Statement:
    """Keep the person's own words, about one fact or about the whole file.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``StatementTooLong``; ``AddressUnknown`` for another's fact.
    """
    through = may_act(by, person)
    said = words.strip()
    if not said or len(said) > LIMITS["statement_characters"]:
        raise errors.StatementTooLong("words", limit=LIMITS["statement_characters"])
    with act("creditfile.statement_added", by=by.actor, person=person, purpose=OBJECTION) as done:
        if fact is not None and not Fact.objects.filter(id=fact, person=person, batch__shown_at__isnull=False).exists():
            raise AddressUnknown()
        row = Statement(person_id=person, fact_id=fact, through=through, made_on=timezone.localdate())
        seal_on(row, "words_sealed", said)
        row.save(force_insert=True)
        done.about = f"creditfile.statement:{row.id}"
        done.wrote(row)
    return row


def take_back_statement(by: Viewer, person: UUID, statement: UUID) -> Statement:
    """Take it back: that there was one stays, the words go. Errors: as above, and ``StatementGone``."""
    may_act(by, person)
    with act(
        "creditfile.statement_taken_back",
        by=by.actor,
        about=f"creditfile.statement:{statement}",
        person=person,
        purpose=OBJECTION,
    ) as done:
        row = Statement.objects.select_for_update(of=("self",)).filter(id=statement, person=person).first()
        if row is None:
            raise AddressUnknown()
        if row.taken_back_on is not None:
            raise errors.StatementGone()
        row.taken_back_on, row.words_sealed = timezone.localdate(), b""
        row.save(update_fields=["taken_back_on", "words_sealed"])
        done.wrote(row)
    return row
