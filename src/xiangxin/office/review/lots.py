"""Who may not rate whom, and the lot over everybody else. Inside a reading or an act, but for ``barred``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from xiangxin.ballot.assign import Bench, substitute
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import in_force
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import shown_since, takers_of
from xiangxin.office.parties.queries.kinship import kin_of
from xiangxin.office.review.models import Assignment, Challenge, Round, Seat, Subject
from xiangxin.office.review.terms import LIMITS
from xiangxin.office.vault.sealing import open_sealed, seal

PURPOSE = "review"


def seats_of(panel: UUID, on: date) -> list[Seat]:
    """The seats of a panel on a day."""
    return list(Seat.objects.filter(in_force(on), panel=panel).order_by("id"))


def bench_of(seats: Iterable[Seat]) -> Bench:
    """The same as the lot takes them."""
    rows = list(seats)
    ordinary = frozenset(row.id for row in rows if not row.reserve)
    return Bench(ordinary, frozenset(row.id for row in rows) - ordinary, LIMITS["each"])


def barred(by: Viewer, panel: UUID, seats: Iterable[Seat], persons: Iterable[UUID], on: date) -> dict[UUID, set[UUID]]:
    """By person, the seats that may not rate them: own, of kin, of who took the consent, challenged, not named before.

    To be called before an act opens, since looks at kinship are noted apart.
    """
    rows, people = list(seats), list(persons)
    kin = {person: kin_of(by.actor, person) for person in people} if any(row.who for row in rows) else {}
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.barred") as look:
        since = shown_since(people, panel, on)
        takers = {person: takers_of(person) for person in people}
        challenged = set(Challenge.objects.filter(person__in=people).values_list("person", "seat"))
        look.showed_nobody()
    return {
        person: {
            row.id
            for row in rows
            if row.who == person
            or row.who in kin.get(person, ())
            or row.account_id in takers[person]
            or (person, row.id) in challenged
            or row.from_on > since.get(person, date.min)
        }
        for person in people
    }


def draw_again(subject: Subject, bars: Mapping[UUID, set[UUID]]) -> Assignment | None:
    """One more seat for a subject, where one is left; not yet saved. Inside an act."""
    round_ = subject.round
    taken = set(subject.assignments.values_list("seat", flat=True))
    rows = Assignment.objects.filter(subject__round=round_, recused=False).values_list("seat", flat=True)
    bench = bench_of(seats_of(round_.panel_id, round_.opened_on or date.max))
    out = taken | bars.get(subject.person_id, set())
    chosen = substitute(subject.id, out, bench, Counter(rows), seed_of(round_))
    return None if chosen is None else Assignment(subject=subject, person=subject.person_id, seat_id=chosen)


def keep_secrets(round_: Round, seed: bytes, seat_key: bytes) -> None:
    """Seal what the lot and the pseudonyms of a round rest on, on the row that is about to be saved."""
    table = Round._meta.db_table
    round_.seed_sealed = seal(seed.hex(), table, "seed_sealed", round_.id)
    round_.seat_key_sealed = seal(seat_key.hex(), table, "seat_key_sealed", round_.id)


def seed_of(round_: Round) -> bytes:
    """The seed of the lot."""
    if round_.seed:
        return bytes.fromhex(round_.seed)
    return bytes.fromhex(open_sealed(round_.seed_sealed, Round._meta.db_table, "seed_sealed", round_.id))


def seat_key_of(round_: Round) -> bytes:
    """The key of the pseudonyms; there is none any more once the round is closed."""
    return bytes.fromhex(open_sealed(round_.seat_key_sealed, Round._meta.db_table, "seat_key_sealed", round_.id))
