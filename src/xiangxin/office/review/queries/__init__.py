"""All reads of reviews. Nobody is shown a ballot or tally; a reviewer sees one person at a time, while they agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.queries import holders
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import institutions_on, place_name, place_today
from xiangxin.office.areas.scope import inside, not_over
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.queries.panel import ShownFact, shown_to_panel
from xiangxin.office.parties.models import Person
from xiangxin.office.review.actions.casting import own_assignment, require_not_cast, require_open
from xiangxin.office.review.actions.opening import is_ready
from xiangxin.office.review.bench import rules
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.lots import PURPOSE
from xiangxin.office.review.models import Assignment, Round, Seat, Watch
from xiangxin.office.review.queries.reviewer import Desk, desk, given_in
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.marks import beside
from xiangxin.office.vault.sealing import open_on

__all__ = [
    "Bench",
    "Desk",
    "Rated",
    "Seated",
    "Standing",
    "bench_of",
    "benches",
    "desk",
    "figures",
    "given_in",
    "panels",
    "rated",
    "receivers",
    "rounds",
    "seated",
    "standing",
]
SHOWN = ("name", "area")


@dataclass(frozen=True, slots=True)
class Bench:
    """A panel: who holds a post of a reviewer there, and how many sit, reserves apart."""

    panel: Institution
    reviewers: tuple[tuple[UUID, str], ...]
    seats: int
    reserves: int


def benches(by: Viewer) -> list[Bench]:
    """The panels of the viewer's area."""
    panels = institutions_on(timezone.localdate(), by.area, [InstitutionKind.PANEL])
    return [_bench(by, panel) for panel in panels]


def bench_of(by: Viewer, panel: UUID) -> Bench:
    """One of these; ``AddressUnknown``."""
    found = institutions_on(timezone.localdate(), by.area, [InstitutionKind.PANEL]).filter(id=panel).first()
    if found is None:
        raise AddressUnknown
    return _bench(by, found)


@dataclass(frozen=True, slots=True)
class Seated:
    """One seat as those see it who name the panel: never a number, only whether one was entered.

    ``outside``: declared to live elsewhere; None where neither was stated.
    """

    name: str
    kind: Text
    reserve: bool
    outside: bool | None
    from_on: date
    to_on: date | None


def seated(panel: UUID) -> list[Seated]:
    """Who sits on a panel of the viewer's, today or from a later day on; reserves last."""
    rows = Seat.objects.filter(not_over(timezone.localdate()), panel=panel).order_by("reserve", "from_on", "id")
    return [
        Seated(open_on(row, "name_sealed"), rules().kinds[row.kind], row.reserve, row.outside, row.from_on, row.to_on)
        for row in rows
    ]


def _bench(by: Viewer, panel: Institution) -> Bench:
    posts = holders(Role.PANEL_MEMBER, by.area).filter(institution=panel)
    reviewers = tuple((post.account_id, beside(post.account.display, post.account.login)) for post in posts)
    there = list(Seat.objects.filter(not_over(timezone.localdate()), panel=panel).values_list("reserve", flat=True))
    return Bench(panel, reviewers, there.count(False), there.count(True))


@dataclass(frozen=True, slots=True)
class Rated:
    """One person as a reviewer sees them. ``facts``: what of the file the person has ticked, and nothing else of it."""

    subject: UUID
    name: str
    place: str
    low: int
    high: int
    number: int
    given: int
    facts: tuple[ShownFact, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A round as those see it who hold it: how far it has come, never what was said."""

    round: Round
    place: str
    subjects: int
    given: int
    cast: int
    ready: bool


def rated(by: Viewer, subject: UUID) -> Rated:
    """One person whom the viewer has to rate. The look is noted; errors as of ``actions.cast``."""
    own = desk(by)
    today = timezone.localdate()
    with reading(by.actor, purpose=PURPOSE, ground="consent", what="review.person", institution=by.institution) as look:
        look.showed_nobody()
        row = own_assignment(by, subject)
        kinds = require_open(row)
        require_not_cast(row)
        person = Person.objects.get(id=row.person)
        name, round_ = open_on(person, "name_sealed"), row.subject.round
        facts = tuple(shown_to_panel(person.id, kinds, today))
        look.showed([person.id], [*SHOWN, *(fact.kind for fact in facts)])
    place = place_name(person.area, today)
    return Rated(subject, name, place, round_.low, round_.high, own.done + 1, own.given, facts)


def rounds(by: Viewer) -> QuerySet[Round]:
    """Rounds of the viewer's area, the latest first."""
    return Round.objects.filter(inside(by.area)).select_related("panel").order_by("-prepared_at")


def standing(by: Viewer, round_id: UUID) -> Standing:
    """One round of the viewer's area; ``AddressUnknown``."""
    row = rounds(by).filter(id=round_id).first()
    if row is None:
        raise AddressUnknown
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.round") as look:
        look.showed_nobody()
        given = Assignment.objects.filter(subject__round=row, recused=False)
        cast = given.filter(cast__isnull=False).count()
        ready = row.state == RoundState.OPEN and is_ready(row)
        return Standing(row, place_today(row.area), row.subjects.count(), given.count(), cast, ready)


def figures(by: Viewer, round_: Round) -> Watch | None:
    """How the panel rated as a whole: for the auditor, and for nobody else."""
    return Watch.objects.filter(round=round_).first() if by.role == Role.AUDITOR else None


def panels(by: Viewer) -> list[Institution]:
    """Panels of the viewer's area."""
    return list(institutions_on(timezone.localdate(), by.area, [InstitutionKind.PANEL]))


def receivers() -> list[Institution]:
    """Who may have adopted a policy with a review part."""
    return list(institutions_on(timezone.localdate(), None, [InstitutionKind.BANK, InstitutionKind.GOVERNMENT]))
