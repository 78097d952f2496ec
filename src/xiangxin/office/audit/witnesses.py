"""Sends checkpoints to those who keep them: banks, the supervisor. They would notice a rewritten log.

A witness gets the signed checkpoint and the proof that it continues the last one it took. Only https addresses are
called, this machine's own in a demo; no redirect is followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import ssl
from base64 import b64encode
from datetime import date
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils import timezone

from xiangxin.office.audit import models
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.checkpoints import consistency, latest
from xiangxin.office.audit.errors import WitnessRefused

SECONDS = 10
OK = range(200, 300)


def add_witness(by: Actor, name: str, url: str, from_on: date) -> models.Witness:
    """Register a witness; ``WitnessRefused`` for an address that may not be called."""
    _require_callable(urlsplit(url))
    witness = models.Witness(name=name, url=url, from_on=from_on)
    with act("audit.witness_added", by=by, about=witness, payload={"from_on": from_on}) as done:
        witness.save(force_insert=True)
        done.wrote(witness)
    return witness


def send_checkpoint() -> int:
    """Send the newest checkpoint to each witness that has not taken it.

    The answer is how many took it. A failure is kept with the witness, not raised.
    """
    newest = latest()
    if newest is None:
        return 0
    today = timezone.localdate()
    witnesses = models.Witness.objects.filter(from_on__lte=today).exclude(to_on__lt=today)
    states = [models.WitnessState.objects.get_or_create(witness=witness)[0] for witness in witnesses]
    return sum(_send(state, newest) for state in states if state.sent_size < newest.size)


def _send(state: models.WitnessState, newest: models.Checkpoint) -> bool:
    proof = consistency(state.sent_size, newest.size) if state.sent_size else []
    body = json.dumps(
        {
            "checkpoint": newest.text,
            "from": state.sent_size,
            "consistency": [b64encode(node).decode("ascii") for node in proof],
        }
    )
    state.failure = _post(urlsplit(state.witness.url), body.encode("utf-8"))[:200]
    if not state.failure:
        state.sent_size, state.sent_at = newest.size, timezone.now()
    state.save()
    return not state.failure


def _post(address: SplitResult, body: bytes) -> str:
    """An empty string, or what went wrong."""
    try:
        _require_callable(address)
        host, port = address.hostname or "", address.port
        connection = (
            http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
            if address.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=SECONDS)
        )
        try:
            connection.request("POST", address.path or "/", body, {"Content-Type": "application/json"})
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, WitnessRefused) as error:
        return type(error).__name__
    return "" if status in OK else f"HTTP {status}"


def _require_callable(address: SplitResult) -> None:
    if address.username or address.query or address.fragment or not address.hostname:
        raise WitnessRefused(field="url")
    if address.scheme == "https":
        return
    if not (settings.DEMO and address.scheme == "http" and _is_this_machine(address.hostname)):
        raise WitnessRefused(field="url")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
