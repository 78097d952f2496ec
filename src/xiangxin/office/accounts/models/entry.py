"""The tables of being in: sign-ins, codes to a phone, slips of paper, household words and mandates.

Codes and words are kept as slow hashes, phones and session keys as keyed digests; none can be read back.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.accounts.choices import Ending, SlipKind, Way
from xiangxin.office.accounts.models.account import Account
from xiangxin.office.audit.models import Logged


class SignIn(Logged):
    """One stay of one account, from entering to leaving. When it was used last changes without an act.

    ``let_in_by`` is the account that handed out the slip which opened it; ``let_in_at`` the station on whose word alone
    the stay rests (a slip, or a phone that only that station wrote down). Empty: nobody but the person let it in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    key = models.BinaryField(max_length=32, unique=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    second_factor = models.BooleanField(default=False)
    mandate = models.UUIDField(null=True)
    let_in_by = models.UUIDField(null=True)
    let_in_at = models.UUIDField(null=True)
    device = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "ended_at"], name="accounts_sign_in_open")]

    def __str__(self) -> str:
        return str(self.id)


class PhoneDoor(Logged):
    """What is counted for one phone, known here or not: codes of the day, and wrong second facts since the last entry.

    The SIM behind a number may belong to somebody new; after too many wrong facts the door stays shut until the
    person comes to a station.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.BinaryField(max_length=32, unique=True)
    day = models.DateField()
    codes = models.PositiveSmallIntegerField(default=0)
    wrong_facts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return "phone"


class PhoneCode(Logged):
    """One code sent to a phone. A phone that nobody has gets a row too, so that the two cannot be told apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.BinaryField(max_length=32, db_index=True)
    code = models.CharField(max_length=128)
    address = models.BinaryField(max_length=32, db_index=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Word(Logged):
    """A household's own word, set at a station: the second fact for somebody who cannot recall a number."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="word")
    word = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return "word"


class Mandate(Logged):
    """A person lets a relative act for them. ``holder`` is that relative's person id where the office has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    holder = models.UUIDField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="accounts_mandate_term"),
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | ~Q(holder=F("person")), name="accounts_mandate_other"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Slip(Logged):
    """A piece of paper that opens one door once: a household's page, a relative's mandate, or an account's first day.

    ``tries`` counts wrong second facts. ``pin`` is the slow hash of the digits that whoever gets the paper chose at the
    desk; a first slip of staff has none. ``station`` is where it was printed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=SlipKind.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="slips")
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.BinaryField(max_length=32, unique=True)
    pin = models.CharField(max_length=128, blank=True)
    station = models.UUIDField(null=True)
    issued_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.id)
