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

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.errors import XiangxinError
from xiangxin.kernel.text import Text
from xiangxin.kernel.typed import sentence
from xiangxin.office.audit import models
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.checkpoints import consistency, latest
from xiangxin.office.audit.errors import (
    LogNotSigned,
    WitnessDayUnfit,
    WitnessKeyUnfit,
    WitnessNameUnfit,
    WitnessRefused,
    WitnessTwice,
    WitnessUnknown,
)
from xiangxin.office.shell import outgoing
from xiangxin.proof.ed25519 import verifier
from xiangxin.proof.note import read_note, signed_by

SECONDS = 10
MOST_BYTES = 65_536
SIZE_TYPE = "text/x.tlog.size"
ADDRESS = "/add-checkpoint"
NO_SIGNATURE = "no signature of the witness"
MOST_NAME, MOST_KEY = 80, 200


class Answer(NamedTuple):
    """What a witness said; ``failure`` where nothing came."""

    status: int = 0
    kind: str = ""
    body: bytes = b""
    failure: str = ""


def add_witness(by: Actor, name: str, url: str, from_on: date, key: str = "") -> models.Witness:
    """Register a witness, to be sent checkpoints from ``from_on`` on.

    ``WitnessNameUnfit``, ``WitnessRefused`` for an address that may not be called, ``WitnessKeyUnfit``;
    ``WitnessTwice`` where name, address or key is that of one who keeps them already: that would be one witness.
    """
    name, key = sentence(name), key.strip()
    if not 0 < len(name) <= MOST_NAME:
        raise WitnessNameUnfit("name", most=MOST_NAME)
    _require_callable(url)
    _require_key(key)
    witness = models.Witness(name=name, url=url, key=key, from_on=from_on)
    with act("audit.witness_added", by=by, about=witness, payload={"from_on": from_on}) as done:
        for other in models.Witness.objects.filter(Q(to_on=None) | Q(to_on__gt=from_on)):
            if other.name == name or _same_place(other.url, url) or (key and other.key == key):
                raise WitnessTwice("name" if other.name == name else "url", name=other.name)
        witness.save(force_insert=True)
        done.wrote(witness)
    return witness


def end_witness(by: Actor, witness: models.Witness, on: date) -> models.Witness:
    """Send nothing to the witness after ``on``; ``WitnessDayUnfit`` before it began, or when it has ended already."""
    with act("audit.witness_ended", by=by, about=witness, payload={"on": on}) as done:
        row = models.Witness.objects.select_for_update().get(id=witness.id)
        if on < row.from_on or (row.to_on is not None and row.to_on < timezone.localdate()):
            raise WitnessDayUnfit("on", name=row.name, since=str(row.from_on), until=str(row.to_on or "—"))
        row.to_on = on
        row.save(update_fields=["to_on"])
        done.wrote(row)
    return row


def witness_called(name: str) -> models.Witness:
    """Who is registered under this name, the last one where it was used before; ``WitnessUnknown``."""
    found = models.Witness.objects.filter(name=sentence(name)).order_by("-from_on", "id")
    witness = open_witnesses().filter(name=sentence(name)).first() or found.first()
    if witness is None:
        names = ", ".join(open_witnesses().values_list("name", flat=True)) or "—"
        raise WitnessUnknown("name", names=names)
    return witness


def open_witnesses() -> QuerySet[models.Witness]:
    """Those that are sent checkpoints tomorrow, too, or will be."""
    return models.Witness.objects.filter(Q(to_on=None) | Q(to_on__gt=timezone.localdate())).order_by("name", "id")


def active(on: date) -> list[models.Witness]:
    """The witnesses to whom checkpoints are sent on that day."""
    rows = models.Witness.objects.select_related("state").filter(from_on__lte=on).exclude(to_on__lt=on)
    return list(rows.order_by("name"))


def send_checkpoint() -> int:
    """Send the newest checkpoint to each witness that has not taken it; how many took it.

    A failure is kept with the witness, not raised; the next call tries again.
    """
    newest = latest()
    if newest is None:
        return 0
    return sum(_send(state, newest) for state in map(_state, active(timezone.localdate())) if _is_behind(state, newest))


def offer(witness: models.Witness) -> models.WitnessState | None:
    """The same for one witness, and how it stands then; ``None`` where there is no checkpoint, or it is not its day."""
    newest = latest()
    if newest is None or witness not in active(timezone.localdate()):
        return None
    state = _state(witness)
    if _is_behind(state, newest):
        _send(state, newest)
    return state


def has_failed(witness: models.Witness) -> bool:
    """Whether it did not take what it was sent last."""
    state = getattr(witness, "state", None)
    return state is not None and bool(state.failure)


def answered(witness: models.Witness, on: date) -> Text:
    """Whether it takes what it is sent, in words, for a list of witnesses."""
    state = getattr(witness, "state", None)
    if witness.to_on is not None and witness.to_on < on:
        return Text("已停用", "ended")
    if state is None or not (state.failure or state.sent_at):
        return Text("还没有送过", "nothing was sent yet")
    return _WORDS.get(state.failure) or Text(f"没有收下（{state.failure}）", f"did not take it ({state.failure})")


_WORDS = {
    "": Text("已收下", "took it"),
    NO_SIGNATURE: Text("没有用登记的公钥签名", "did not sign with the key that is registered"),
    "WitnessRefused": Text("地址不能用", "its address may not be called"),
    "NetworkClosed": Text("地址在没有开放的内网", "its address lies in a private network that is not opened"),
    "ConnectionRefusedError": Text("连不上：没有程序在听", "nobody listens at its address"),
    "TimeoutError": Text("连不上：没有回答", "its address does not answer"),
    "gaierror": Text("找不到这个网址", "its name is not found"),
    "SSLCertVerificationError": Text("它的 HTTPS 证书不对", "its HTTPS certificate is not good"),
}
"""By the failure as it is kept; another one is told as it stands."""


def _state(witness: models.Witness) -> models.WitnessState:
    return models.WitnessState.objects.get_or_create(witness=witness)[0]


def _is_behind(state: models.WitnessState, newest: models.Checkpoint) -> bool:
    return state.sent_size < newest.size


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


def _same_place(one: str, other: str) -> bool:
    return one.rstrip("/").casefold() == other.rstrip("/").casefold()


def _require_key(key: str) -> None:
    """``WitnessKeyUnfit`` for what is no public key of a witness or log; a witness may have none."""
    if not key:
        return
    try:
        if len(key) > MOST_KEY:
            raise WitnessKeyUnfit("key")
        verifier(key)
    except XiangxinError:
        raise WitnessKeyUnfit("key") from None


def _require_callable(address: str) -> None:
    """``WitnessRefused`` unless something may be sent there; a name is called over https, with nothing but a path."""
    try:
        parts = urlsplit(outgoing.check_address(address))
    except ValueError:
        raise WitnessRefused(field="url") from None
    host = parts.hostname or ""
    if parts.query or (parts.scheme != "https" and host != "localhost" and not outgoing.is_number(host)):
        raise WitnessRefused(field="url")
