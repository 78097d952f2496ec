"""What the command line needs of this room: send a file in the name of an account, and see how submissions stand.

Whoever may start commands on this machine holds the office's keys; the log says that it was the command line, and the
account named here is the sender, who cannot be the second person.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import in_force
from xiangxin.office.intake.actions import receive
from xiangxin.office.intake.catalog import form_of
from xiangxin.office.intake.choices import Channel
from xiangxin.office.intake.errors import AgreementUnfit, FileMissing, FormNotYours
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.jobs.models import Job
from xiangxin.office.vault.parts import BLOCK


def sender(login: str, form: str) -> Viewer:
    """The post of this account that sends the form today; ``FormUnknown``, ``FormNotYours``."""
    known = form_of(form)
    posts = Post.objects.filter(in_force(timezone.localdate()), account__login=login, role__in=known.sent_by)
    post = posts.order_by("from_on", "id").first()
    if post is None:
        raise FormNotYours("form")
    return Viewer(post.account_id, post.role, post.area, post.institution_id, post=post.id)


def send_file(login: str, form: str, path: Path, area: str = "", agreement: str = "") -> Submission:
    """Send a file of this machine. ``agreement``: its number. Errors: as of ``actions.receive``."""
    by = sender(login, form)
    row = Agreement.objects.filter(number=agreement).first() if agreement else None
    if agreement and row is None:
        raise AgreementUnfit("agreement")
    if not path.is_file():
        raise FileMissing("file")
    under = None if row is None else row.id
    return receive(by, form, _blocks(path), path.name, area, agreement=under, channel=Channel.CLI)


def standing(last: int) -> list[tuple[Submission, Job | None]]:
    """The last submissions, each with the work on it; figures and states, nothing of a row."""
    rows = list(Submission.objects.select_related("institution").order_by("-received_at", "id")[:last])
    jobs = Job.objects.in_bulk([row.job for row in rows if row.job is not None])
    return [(row, None if row.job is None else jobs.get(row.job)) for row in rows]


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block
