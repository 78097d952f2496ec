"""What was announced is called off: it never takes effect. Inside the act that says so."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act
from xiangxin.office.grants.models import Decision


def call_off(done: Act, by: Viewer, announced: Iterable[Decision]) -> None:
    """Call off suspensions and reductions that have not taken effect."""
    for said in announced:
        said.called_off_by, said.called_off_on = by.account, timezone.localdate()
        said.save(update_fields=["called_off_by", "called_off_on"])
        done.wrote(said)
