"""The table of accounts."""

from __future__ import annotations

import re
import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

from xiangxin.office.audit.models import Logged

LOGIN_PATTERN = re.compile(r"\A[a-z][a-z0-9._-]{2,39}\Z")
"""What a login looks like: lower case, so that two spellings are never two accounts; a letter first, so that no day,
number or telephone is one.
"""

VALIDATORS = [RegexValidator(LOGIN_PATTERN)]
"""The same as a list, as allauth wants it."""


class Account(AbstractBaseUser, Logged):
    """Somebody who can sign in. A household's account points at its person and has no password.

    An account is closed, never deleted: the log names it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=40, unique=True, validators=VALIDATORS)
    display = models.CharField(max_length=40)
    person = models.UUIDField(null=True, unique=True)
    is_active = models.BooleanField(default=True)

    # When somebody signed in last stands in the log; a column here would be written by a library outside of an act.
    last_login = None

    objects = BaseUserManager()

    USERNAME_FIELD = "login"

    def __str__(self) -> str:
        return self.display

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. Nothing is written: an older kind of hash stays until the next change."""
        from django.contrib.auth.hashers import check_password  # noqa: PLC0415 - hashers read the settings

        return raw_password is not None and check_password(raw_password, self.password)
