"""Tables of reviews. Which reviewer rated how stands in none of them, and of single ballots nothing stands in the log.

``Box`` and ``Participation`` are beside the log (``audit/data/beside.yaml``): an entry for each ballot would tell when
it came. What a box must hold follows from ballots themselves, which nobody can make without the round's seat key.
"""

from __future__ import annotations

import json
import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.accounts.models import Account
from xiangxin.office.adoption.models import Adoption
from xiangxin.office.areas.models import Institution, in_order
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.parties.models import Person
from xiangxin.office.review.choices import Recusal, RoundState, SheetState, VoidReason


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Seat(Logged):
    """One account on one panel from one day to another. ``kind``: as what, a key of ``data/bench.yaml``.

    ``who`` is the person of the number that was entered, registered here or not: for recusal of self and kin.
    ``outside``: declared to live outside the panel's area; empty where nothing was stated, as long ago.
    """

    id = _id()
    panel = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    who = models.UUIDField(null=True)
    name_sealed = models.BinaryField()
    kind = models.CharField(max_length=24)
    reserve = models.BooleanField()
    outside = models.BooleanField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "account"], condition=Q(to_on__isnull=True), name="review_seat_one_a_panel"
            ),
            models.UniqueConstraint(fields=["panel", "account", "from_on"], name="review_seat_once_a_day"),
            in_order("review_seat_days"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.kind}"


class Round(Logged):
    """One round of one panel on people of one village, up to ``last_on``.

    ``first`` and ``second`` are public halves of its key, ``*_half`` the private ones under a phrase of their holder,
    ``*_handed`` a half as its holder has handed it over to the other. ``commitment`` is that of the seed of the lot,
    whose text is sealed until the round is closed and open then. ``boxes_root`` stands for all boxes as they were
    rewritten at the opening. ``low``, ``high``, ``at_least``: what the adopted policy says of its review.
    """

    id = _id()
    panel = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=12, db_index=True)
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="+")
    policy_hash = models.CharField(max_length=64)
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    at_least = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RoundState.choices)
    prepared_at = models.DateTimeField()
    opened_on = models.DateField(null=True)
    last_on = models.DateField()
    first = models.BinaryField(default=b"")
    first_half = models.BinaryField(default=b"")
    first_holder = models.UUIDField(null=True)
    first_handed = models.BinaryField(default=b"")
    second = models.BinaryField(default=b"")
    second_half = models.BinaryField(default=b"")
    second_holder = models.UUIDField(null=True)
    second_handed = models.BinaryField(default=b"")
    seat_key_sealed = models.BinaryField(default=b"")
    seed_sealed = models.BinaryField(default=b"")
    seed = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    closed_on = models.DateField(null=True)
    closed_by = models.UUIDField(null=True)
    close_reason = models.CharField(max_length=200, blank=True)
    boxes_root = models.CharField(max_length=64, blank=True)
    void_reason = models.CharField(max_length=12, choices=VoidReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "area"],
                condition=Q(state__in=[RoundState.PREPARED, RoundState.OPEN]),
                name="review_round_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(first_holder__isnull=True)
                | Q(second_holder__isnull=True)
                | ~Q(first_holder=F("second_holder")),
                name="review_round_two_holders",
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.CLOSED) | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="review_round_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.state}"


class Subject(Personal):
    """A person whom a round is on."""

    id = _id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="review_subject_once")]


class Box(models.Model):
    """The sealed ballots on one subject: one value, in the order of its bytes, beside the log."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="box")
    ballots = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return str(self.subject_id)


class Assignment(Personal):
    """One seat rates one subject, by lot. ``recused``: it does not any more; another was drawn where one was left."""

    id = _id()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="assignments")
    person = models.UUIDField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="assignments")
    recused = models.BooleanField(default=False)
    reason = models.CharField(max_length=10, choices=Recusal.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "seat"], name="review_assignment_once")]


class Participation(models.Model):
    """A seat has cast its ballot on a subject: that, and the day. Beside the log."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, primary_key=True, related_name="cast")
    cast_on = models.DateField()

    def __str__(self) -> str:
        return str(self.assignment_id)


class Challenge(Personal):
    """A person will not be rated by whoever sits on this seat. No reason is asked, and the reviewer is not told."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "seat"], name="review_challenge_once")]


class PaperSheet(Logged):
    """A sheet of one seat on paper. ``subjects``: the subject of each line, as JSON.

    ``salt`` and ``tag`` know the code that stands on the paper and nowhere else. ``first`` and ``second`` are what two
    people typed: by line a digest under a key that only the code gives, as JSON, gone once the sheet is cast or lost.
    """

    id = _id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=SheetState.choices)
    salt = models.BinaryField(max_length=16)
    tag = models.BinaryField(max_length=32)
    subjects = models.TextField()
    printed_by = models.UUIDField()
    printed_on = models.DateField()
    first_by = models.UUIDField(null=True)
    first = models.TextField(blank=True)
    second_by = models.UUIDField(null=True)
    second = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "seat"], condition=Q(state=SheetState.OUT), name="review_papersheet_one_out"
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True) | Q(second_by__isnull=True) | ~Q(first_by=F("second_by")),
                name="review_papersheet_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def lines(self) -> dict[int, uuid.UUID]:
        """The subject of each line by its number on the paper."""
        return {at: uuid.UUID(one) for at, one in enumerate(json.loads(self.subjects), start=1)}

    @property
    def differing(self) -> list[int]:
        """The numbers of lines that two people typed and typed unlike; nothing of what either typed."""
        one, other = (json.loads(said or "{}") for said in (self.first, self.second))
        return sorted(int(at) for at in one.keys() & other.keys() if one[at] != other[at])


class Watch(Logged):
    """Figures of how a panel rated in a round, as a whole; for the auditor. JSON of ``ballot.watch.Watched``."""

    id = _id()
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="watch")
    content = models.TextField()

    def __str__(self) -> str:
        return str(self.round_id)

    @property
    def figures(self) -> dict[str, int | str | None]:
        """The figures by name; a share in points as the text of a fraction."""
        return dict(json.loads(self.content))
