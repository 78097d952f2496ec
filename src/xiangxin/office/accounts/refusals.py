"""Notes refusals that somebody should see later: trying what one's post does not allow is itself an event.

A mistake in a form is no such event and is not noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit import acts
from xiangxin.office.shell.errors import OfficeError

FORBIDDEN = 403


@contextmanager
def noted(by: Viewer, what: str, about: str | models.Model = "") -> Iterator[None]:
    """Let an error pass; where it says that the viewer may not, write an act of its own first.

    Stands outside of the transaction that fails, so that the note stays when the rest is undone.
    """
    try:
        yield
    except OfficeError as error:
        if error.status == FORBIDDEN:
            tried = {"what": what, "refused": error.code}
            with acts.act("accounts.refused", by=by.actor, about=about, area=by.area, payload=tried):
                pass
        raise
