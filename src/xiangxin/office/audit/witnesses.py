"""Sends checkpoints to those who keep them: banks, the supervisor. They would notice a rewritten log.

As a witness of C2SP (tlog-witness) wants it: the size it has, the proof that the checkpoint continues it, the
checkpoint. Only addresses that were registered are called, under the rule for all that leaves (``shell.outgoing``). No
redirect is followed, no proxy is asked, no more of an answer is read than a few signatures need.
"""

from __future__ import annotations

import http.client
from base64 import b64encode
from datetime import date
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils import timezone

from xiangxin.kernel.errors import XiangxinError
from xiangxin.office.audit import models
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.checkpoints import consistency, latest
from xiangxin.office.audit.errors import LogNotSigned, WitnessRefused
from xiangxin.office.shell import outgoing
from xiangxin.proof.ed25519 import verifier
from xiangxin.proof.note import read_note, signed_by

SECONDS = 10
MOST_BYTES = 65_536
SIZE_TYPE = "text/x.tlog.size"
ADDRESS = "/add-checkpoint"
NO_SIGNATURE = "no signature of the witness"


class Answer(NamedTuple):
    """What a witness said; ``failure`` where nothing came."""

    status: int = 0
    kind: str = ""
    body: bytes = b""
    failure: str = ""


def add_witness(by: Actor, name: str, url: str, from_on: date, key: str = "") -> models.Witness:
    """Register a witness; ``WitnessRefused`` for an address that may not be called, or a key that is none."""
    _require_callable(url)
    if key:
        try:
            verifier(key)
        except XiangxinError:
            raise WitnessRefused(field="key") from None
    witness = models.Witness(name=name, url=url, key=key, from_on=from_on)
    with act("audit.witness_added", by=by, about=witness, payload={"from_on": from_on}) as done:
        witness.save(force_insert=True)
        done.wrote(witness)
    return witness


def end_witness(by: Actor, witness: models.Witness, on: date) -> models.Witness:
    """Send nothing to the witness after ``on``."""
    with act("audit.witness_ended", by=by, about=witness, payload={"on": on}) as done:
        witness.to_on = on
        witness.save(update_fields=["to_on"])
        done.wrote(witness)
    return witness


def active(on: date) -> list[models.Witness]:
    """The witnesses to whom checkpoints are sent on that day."""
    return list(models.Witness.objects.filter(from_on__lte=on).exclude(to_on__lt=on).order_by("name"))


def send_checkpoint() -> int:
    """Send the newest checkpoint to each witness that has not taken it; how many took it.

    A failure is kept with the witness, not raised; the next call tries again.
    """
    newest = latest()
    if newest is None:
        return 0
    states = [models.WitnessState.objects.get_or_create(witness=one)[0] for one in active(timezone.localdate())]
    return sum(_send(state, newest) for state in states if state.sent_size < newest.size)


def _send(state: models.WitnessState, newest: models.Checkpoint) -> bool:
    answer = _offer(state, newest)
    if answer.status == HTTPStatus.CONFLICT and (size := _size_in(answer)) is not None and size <= newest.size:
        # It has another size than we thought, as after a lost answer: what it has is proved to be continued.
        state.sent_size = size
        answer = _offer(state, newest)
    state.failure = answer.failure or _refused(answer)
    if not state.failure:
        signature = _signature(state.witness, newest, answer)
        if signature is None:
            state.failure = NO_SIGNATURE
        else:
            state.signature, state.sent_size, state.sent_at = signature, newest.size, timezone.now()
    state.save()
    return not state.failure


def _refused(answer: Answer) -> str:
    return "" if answer.status in range(200, 300) else f"HTTP {answer.status}"


def _offer(state: models.WitnessState, newest: models.Checkpoint) -> Answer:
    try:
        proof = consistency(state.sent_size, newest.size) if state.sent_size else []
    except LogNotSigned as error:
        return Answer(failure=error.code)
    lines = [f"old {state.sent_size}", *(b64encode(node).decode("ascii") for node in proof), "", newest.text]
    return _post(state.witness.url, "\n".join(lines).encode("utf-8"))


def _size_in(answer: Answer) -> int | None:
    written = answer.body.strip()
    is_size = answer.kind == SIZE_TYPE and written.isdigit() and len(written) < 19
    return int(written) if is_size else None


def _signature(witness: models.Witness, newest: models.Checkpoint, answer: Answer) -> str | None:
    """The lines it signed with; empty from a witness without a key, ``None`` when its key has not signed."""
    if not witness.key:
        return ""
    try:
        note = read_note(newest.text.encode("utf-8") + answer.body)
        names = signed_by(note, [verifier(witness.key)])
    except XiangxinError:
        return None
    return "".join(line.line() for line in note.signatures if line.name in names)


def _post(address: str, body: bytes) -> Answer:
    try:
        _require_callable(address)
        to = outgoing.target(address)
        connection = outgoing.connection(to, SECONDS)
        try:
            connection.request("POST", to.path.rstrip("/") + ADDRESS, body, {"Content-Type": "text/plain"})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers.get_content_type(), answer.read(MOST_BYTES))
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException, WitnessRefused) as error:
        return Answer(failure=type(error).__name__)


def _require_callable(address: str) -> None:
    """``WitnessRefused`` unless something may be sent there; a name is called over https, with nothing but a path."""
    try:
        parts = urlsplit(outgoing.check_address(address))
    except ValueError:
        raise WitnessRefused(field="url") from None
    host = parts.hostname or ""
    if parts.query or (parts.scheme != "https" and host != "localhost" and not outgoing.is_number(host)):
        raise WitnessRefused(field="url")
