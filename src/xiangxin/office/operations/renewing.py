"""New keys for an office that is at work: each renewal is an act, and what the old key protects stays readable.

The key is changed as the last step of its act, so that nothing of it stands in the log unless it happened. A key or its
secret never stands there: numbers, short names and public keys do.
"""

from __future__ import annotations

import secrets

from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.checkpoints import go_on_under_a_new_name, latest, make_checkpoint
from xiangxin.office.audit.naming import origin, signer
from xiangxin.office.audit.witnesses import send_checkpoint
from xiangxin.office.config.home import Home
from xiangxin.office.jobs.queries import worker_runs
from xiangxin.office.operations.founding import KEY_BYTES, replace_key
from xiangxin.office.operations.tasks import look_for_a_new_key
from xiangxin.office.operations.words import refused
from xiangxin.office.vault.ciphers import Provider
from xiangxin.office.vault.keys import add_version, change_kek, kek_of

ACTOR = system("keys")


def renew_data_key(home: Home, family: Provider | None) -> int:
    """A data key for everything sealed from now on, and the job that seals again what older ones sealed; its number."""
    with act("office.data_key_renewed", by=ACTOR, area=home.county) as done:
        number = add_version(home.keys, family)
        done.payload = {"version": number}
    look_for_a_new_key()
    return number


def renew_master_key(home: Home, name: str) -> str:
    """Close the ring with a prepared key of keys, whose sheets are printed; the name of the one before."""
    payload = {"from": kek_of(home.keys), "to": name}
    with act("office.master_key_renewed", by=ACTOR, area=home.county, payload=payload):
        return change_kek(home.keys, name)


def renew_session_key(home: Home) -> None:
    """Everybody signs in again once the office was started anew."""
    with act("office.session_key_renewed", by=ACTOR, area=home.county):
        replace_key(home.keys / "session", secrets.token_bytes(KEY_BYTES))


def renew_log_key(home: Home) -> str:
    """The log goes on under a new name and key, after a last checkpoint under the former one; the new public key.

    ``CheckFailed`` while a worker runs: it might sign in the midst of the change.
    """
    if worker_runs():
        raise refused("worker_running")
    make_checkpoint()
    send_checkpoint()
    last = latest()
    payload = {"former": origin(), "former_key": signer().verifier().write(), "size": 0 if last is None else last.size}
    with act("office.log_key_renewed", by=ACTOR, area=home.county, payload=payload):
        pass
    go_on_under_a_new_name()
    return signer().verifier().write()
