"""A person says that a fact is wrong, and is answered. From the first moment every reader of the fact is told."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.actions.batches import open_batch, show_batch
from xiangxin.office.creditfile.actions.facts import withdraw_facts
from xiangxin.office.creditfile.choices import Outcome, Why
from xiangxin.office.creditfile.foundwrong import marks_of, words_of
from xiangxin.office.creditfile.models import Dispute, FoundWrong
from xiangxin.office.creditfile.queries.believing import believed, current_versions
from xiangxin.office.creditfile.tallies import tally_dispute
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.shell.errors import AddressUnknown

FORM = "dispute"
"""What a batch is called that takes back what a dispute showed to be wrong."""


def open_dispute(by: Viewer, person: UUID, fact: UUID) -> Dispute:
    """The person, or the station before which the person is, disputes a fact of their file from today on.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``; ``AddressUnknown`` for a fact that is not believed of this
    person now; ``DisputeOpen``.
    """
    through = may_act(by, person)
    return note_dispute(by.actor, person, fact, through, timezone.localdate())


def note_dispute(by: Actor, person: UUID, fact: UUID, through: str, on: date) -> Dispute:
    """The same for a dispute that came in otherwise, since ``on``: on paper, or with an older file."""
    with act("creditfile.dispute_opened", by=by, person=person, purpose=OBJECTION) as done:
        stands = believed(None).select_for_update(of=("self",)).filter(id=fact, person=person).first()
        if stands is None:
            raise AddressUnknown()
        if Dispute.objects.filter(fact__series=stands.series, ended_on__isnull=True).exists():
            raise errors.DisputeOpen()
        row = Dispute(
            number=new_number(),
            person_id=person,
            fact=stands,
            opened_on=on,
            through=through,
            due_on=on + timedelta(days=LIMITS["answer_days"]),
        )
        row.save(force_insert=True)
        done.about = f"creditfile.dispute:{row.id}"
        done.payload = {"fact": fact, "due_on": row.due_on, "through": through}
        done.wrote(row, tally_dispute(stands, disputed=1))
    return row


def end_dispute(by: Actor, dispute: UUID, outcome: str, on: date) -> Dispute:
    """Answer a dispute. Of what is upheld nothing is believed from ``on`` on; what is right comes in anew.

    The words that were found wrong do not come in again, neither from their source nor by taking a correction back.

    Errors: ``AddressUnknown``, ``DisputeEnded``, ``DayOfFactWrong`` for a day before it was opened.
    """
    with act("creditfile.dispute_ended", by=by, about=f"creditfile.dispute:{dispute}", purpose=OBJECTION) as done:
        row = Dispute.objects.select_for_update(of=("self",)).select_related("fact").filter(id=dispute).first()
        if row is None:
            raise AddressUnknown()
        if row.ended_on is not None:
            raise errors.DisputeEnded()
        if on < row.opened_on:
            raise errors.DayOfFactWrong("on")
        row.ended_on, row.outcome = on, outcome
        row.save(update_fields=["ended_on", "outcome"])
        done.person = row.person_id
        done.payload = {"outcome": outcome, "on": on}
        done.wrote(row, tally_dispute(row.fact, disputed=-1, upheld=int(outcome == Outcome.UPHELD)))
        if outcome == Outcome.UPHELD:
            _take_out(done, row, on)
    return row


def _take_out(done: Act, row: Dispute, on: date) -> None:
    """Mark the words of the disputed version, and believe them no more where they stand."""
    # What is shown before this is seen here, and what is shown after it asks for the mark.
    Institution.objects.select_for_update(no_key=True).get(id=row.fact.source_id)
    marks = marks_of(row.fact, timezone.now())
    FoundWrong.objects.bulk_create(marks)
    done.wrote(*marks)
    # A correction that its source has sent meanwhile was not disputed; the same words, come back or sent again, were.
    stands = current_versions([row.fact.series]).get(row.fact.series)
    if stands is not None and words_of(stands) == words_of(row.fact):
        batch = open_batch(done.by, row.id, FORM, row.fact.source_id)
        withdraw_facts(done.by, batch, [row.fact.series], Why.UPHELD)
        show_batch(done.by, batch, on)
