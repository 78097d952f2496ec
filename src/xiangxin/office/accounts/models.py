"""Tables of accounts and posts."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged


class Account(AbstractBaseUser, Logged):
    """Somebody who can sign in. A household's account points at its person and has no password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=40, unique=True)
    display = models.CharField(max_length=40)
    person = models.UUIDField(null=True, unique=True)
    is_active = models.BooleanField(default=True)

    # When somebody signed in last stands in the log; a column here would be written by a library outside of an act.
    last_login = None

    objects = BaseUserManager()

    USERNAME_FIELD = "login"

    def __str__(self) -> str:
        return self.display


class Post(Logged):
    """One role of one account in one area and institution, from one day to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=Role.choices)
    area = models.CharField(max_length=12)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.area}"
