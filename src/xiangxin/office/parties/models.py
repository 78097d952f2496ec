"""Tables of persons, households and businesses, and of how they belong together.

What has no column here is not kept: sex, ethnicity, marriage, politics, health, welfare, household registration. Names,
numbers and phones are sealed (``*_sealed``), numbers and phones can be found by a blind index (``*_index``) and by
nothing else. Dates say what held when; the past is not edited.
"""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.parties.choices import Asked, BusinessKind, Degree, Joined, Left, Why

_Row = TypeVar("_Row", bound=models.Model)


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


def _in_order(first: str, last: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)}), name=f"parties_{name}_days"
    )


def _of_arrival(name: str) -> models.Index:
    """For removing what one submission brought."""
    return models.Index(fields=["arrival"], condition=Q(arrival__isnull=False), name=f"parties_{name}_arrival")


class Arrival(Logged):
    """A submission that is bringing people. Its row goes when all of them are there, which shows them all at once."""

    id = models.UUIDField(primary_key=True, editable=False)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Shown(models.Manager[_Row]):
    """Rows but for those of a submission that is not all there: the one place where these are left out."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        """Whatever begins with ``objects`` begins here."""
        there = Q(arrival__isnull=True) | ~Q(arrival__in=Arrival.objects.values("id"))
        return super().get_queryset().filter(there)


class Arriving(Personal):
    """A row that a submission may bring. ``arrival`` names the submission, for good; None where none brought it.

    ``objects`` are what may be met, ``every`` also what a submission is still bringing: only for whoever writes rows,
    who must not write a second one.
    """

    arrival = models.UUIDField(null=True, editable=False)

    every = models.Manager()
    objects = Shown()

    class Meta:
        abstract = True


class Person(Arriving):
    """A natural person; ``area`` is the code of the village in which they are looked after.

    ``alike_*_index`` find who has the same name and birth day, or the same name and the rest of the number
    (``parties.likeness``), so that who is registered under two numbers is found without comparing all pairs.

    The id is ``kernel.ids.person_id`` of the number, so that the engine's tables name the same person.
    """

    WHOSE = "id"

    id = models.UUIDField(primary_key=True, editable=False)
    name_sealed = models.BinaryField()
    id_number_sealed = models.BinaryField()
    id_number_index = models.BinaryField(max_length=32, unique=True)
    birth_on = models.DateField()
    area = models.CharField(max_length=12, db_index=True)
    registered_on = models.DateField()
    died_on = models.DateField(null=True, blank=True)
    alike_birth_index = models.BinaryField(max_length=32, db_index=True)
    alike_rest_index = models.BinaryField(max_length=32, db_index=True)

    class Meta:
        constraints = [_in_order("birth_on", "died_on", "person")]
        indexes = [_of_arrival("person")]


class FormerName(Personal):
    """What a person was called until ``to_on``."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_names")
    name_sealed = models.BinaryField()
    to_on = models.DateField()


class Contact(Arriving):
    """A phone of a person from one day to another. ``verified_on``: a code sent there came back.

    ``station`` is set where a station wrote the number down: until somebody who keeps the register has written the same
    number, the phone stands on that station's word alone.
    """

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    phone_sealed = models.BinaryField()
    phone_index = models.BinaryField(max_length=32, db_index=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    station = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "phone_index"], condition=Q(to_on__isnull=True), name="parties_contact_once"
            ),
            _in_order("from_on", "to_on", "contact"),
        ]
        indexes = [_of_arrival("contact")]


class Household(Arriving):
    """People who live and keep house together. ``contact`` is whom to reach, and speaks for nobody."""

    id = _id()
    area = models.CharField(max_length=12, db_index=True)
    contact = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    formed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [_in_order("formed_on", "ended_on", "household")]
        indexes = [_of_arrival("household")]


class Membership(Arriving):
    """One person in one household from one day to another. ``absent_since``: works elsewhere, still belongs.

    ``*_known_on``: the day on which it was written down here, for runs that ask what was known.
    """

    id = _id()
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    joined_on = models.DateField()
    joined_by = models.CharField(max_length=8, choices=Joined.choices)
    joined_known_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    left_by = models.CharField(max_length=8, choices=Left.choices, blank=True)
    left_known_on = models.DateField(null=True, blank=True)
    absent_since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on__isnull=True), name="parties_membership_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_by="", left_known_on__isnull=True)
                | (Q(left_on__isnull=False, left_known_on__isnull=False) & ~Q(left_by="")),
                name="parties_membership_left",
            ),
            _in_order("joined_on", "left_on", "membership"),
        ]
        indexes = [_of_arrival("membership")]


class Trade(Personal):
    """A registered trade of a person alone (个体工商户): part of the person, sealed like the person's number."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trades")
    name_sealed = models.BinaryField()
    code_sealed = models.BinaryField()
    code_index = models.BinaryField(max_length=32, unique=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_in_order("from_on", "to_on", "trade")]


class Business(Logged):
    """An organisation with a unified social credit code. Who stands behind it is in ``Representative``."""

    id = _id()
    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=BusinessKind.choices)
    area = models.CharField(max_length=12, db_index=True)
    registered_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_in_order("registered_on", "closed_on", "business")]

    def __str__(self) -> str:
        return self.name


class Representative(Personal):
    """The legal representative of an organisation: a person, masked, on no list."""

    id = _id()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="representatives")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business"], condition=Q(to_on__isnull=True), name="parties_representative_one"
            ),
            _in_order("from_on", "to_on", "representative"),
        ]


class Kinship(Personal):
    """Two people who do not decide on each other. Read by ``queries.kinship`` for recusal and by nothing else."""

    id = _id()
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    degree = models.CharField(max_length=8, choices=Degree.choices)
    stated_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="parties_kinship_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="parties_kinship_in_order"),
        ]


class RosterContact(Arriving):
    """Somebody on a roster without consent: name and contact, for delivering one institution's notice, for a term.

    ``person`` is the opaque id, so that who agrees with the institution leaves its roster. Whether the person is
    registered here is not told by any row of it.
    """

    id = _id()
    person = models.UUIDField(db_index=True)
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=12)
    name_sealed = models.BinaryField()
    phone_sealed = models.BinaryField()
    received_on = models.DateField()
    delete_on = models.DateField(db_index=True)
    notified_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receiver", "person"], name="parties_rostercontact_once"),
            _in_order("received_on", "delete_on", "rostercontact"),
        ]
        indexes = [_of_arrival("rostercontact")]


class RosterRefusal(Personal):
    """Somebody of a roster said no to one institution's notice: nobody comes again, also by a later roster.

    It holds the opaque id and no name. It goes once the person has agreed with the institution.
    """

    id = _id()
    person = models.UUIDField(db_index=True)
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    refused_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receiver", "person"], name="parties_rosterrefusal_once")]


class Asking(Logged):
    """One use of an allowance by the hour: an exact look-up, or a value shown unmasked. It names no person."""

    id = _id()
    account = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Asked.choices)
    at = models.DateTimeField()
    found = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["account", "kind", "at"], name="parties_asking_recent")]


class AskingLock(Logged):
    """An account that asked more than its allowance; it asks no more until somebody else lifts the lock."""

    id = _id()
    account = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Asked.choices)
    since_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], condition=Q(lifted_at__isnull=True), name="parties_askinglock_one"
            )
        ]


class Unmasking(Personal):
    """A value of a person that was shown whole: to whom, which, and why in their own words, which the person reads."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.UUIDField()
    at = models.DateTimeField()
    fields = models.CharField(max_length=40)
    why = models.CharField(max_length=12, choices=Why.choices)
    words_sealed = models.BinaryField()
