"""What we ask over TLS is read whole, and ended at once from another thread wherever it hangs."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from xiangxin.office.shell.outgoing import Connection, Target, connection

HEAD = b"HTTP/1.0 200 OK\r\nContent-Length: 8\r\n\r\n"
PATIENCE = 20
"""Seconds after which a socket gives up by itself: a test that waits for that fails."""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What `localhost` shows when it is asked; this machine trusts it for the length of the test."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    day, now = timedelta(days=1), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    shown = signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "shown.pem").write_bytes(shown)
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "shown.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "shown.pem", tmp_path / "key.pem")
    return context


@contextmanager
def asked(says: Callable[[socket.socket], None]) -> Iterator[Connection]:
    """A connection to a host of which ``says`` does all the talking, one caller long."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            caller, _ = server.accept()
            with caller, suppress(OSError):
                says(caller)

        thread = threading.Thread(target=run)
        thread.start()
        to = connection(Target("localhost", server.getsockname()[1], "/", True, "127.0.0.1"), PATIENCE)
        try:
            yield to
        finally:
            to.close()
            thread.join()


def test_an_answer_over_tls_is_read_whole(host: ssl.SSLContext) -> None:
    def says(caller: socket.socket) -> None:
        with host.wrap_socket(caller, server_side=True) as talk:
            talk.recv(1000)
            talk.sendall(HEAD + b"8 bytes!")

    with asked(says) as to:
        to.request("GET", "/")
        assert to.getresponse().read() == b"8 bytes!"


def test_in_the_midst_of_an_answer_it_is_hung_up(host: ssl.SSLContext) -> None:
    def says(caller: socket.socket) -> None:
        with host.wrap_socket(caller, server_side=True) as talk:
            talk.recv(1000)
            talk.sendall(HEAD + b"half")
            threading.Timer(0.2, to.hang_up).start()
            assert talk.recv(1000) == b""

    with asked(says) as to, pytest.raises(http.client.IncompleteRead) as error:
        to.request("GET", "/")
        to.getresponse().read()
    assert error.value.partial == b"half"


def test_before_the_host_has_shown_who_it_is_it_is_hung_up(host: ssl.SSLContext) -> None:
    def says(caller: socket.socket) -> None:
        caller.recv(5)
        threading.Timer(0.2, to.hang_up).start()
        while caller.recv(1000):
            pass

    with asked(says) as to, pytest.raises(ssl.SSLEOFError):
        to.request("GET", "/")


def test_a_host_that_nobody_vouches_for_is_told_nothing(host: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    def says(caller: socket.socket) -> None:
        with host.wrap_socket(caller, server_side=True) as talk:
            heard.append(talk.recv(1000))

    monkeypatch.delenv("SSL_CERT_FILE")
    with asked(says) as to, pytest.raises(ssl.SSLCertVerificationError):
        to.request("GET", "/")
    assert heard == []
