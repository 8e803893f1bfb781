"""Posting to addresses of others: where it goes, and what they may do to us."""

from __future__ import annotations

import datetime as dt
import socket
import ssl

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from enhancements.sources import outward
from enhancements.sources.outward import Answer, Limits, OutwardFailed, OutwardRefused
from tests.support.listeners import listening, status

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.7"
HEADERS = {"Content-Type": "application/json"}
REAL = socket.getaddrinfo


def post(address: str, **more) -> Answer:
    return outward.post(address, body=b'{"a":1}', headers=HEADERS, **more)


def here(port: int, **more) -> Answer:
    return post(f"http://127.0.0.1:{port}/in?a=b", allow_loopback=True, **more)


@pytest.fixture
def names(monkeypatch):
    """What names lead to, question by question; the last answer stays."""
    known: dict[str, list[list[str]]] = {}
    asked: list[str] = []

    def getaddrinfo(host, port, *args, **more):
        if host not in known:
            return REAL(host, port, *args, **more)
        asked.append(host)
        answers = known[host]
        numbers = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port))
            for one in numbers
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    known["asked"] = asked  # type: ignore[assignment]  # beside the names, for tests
    return known


@pytest.fixture
def connected(monkeypatch):
    """Hosts that a socket was opened to; none of them answers."""
    opened: list[str] = []

    def connect_tcp(self, host, port, **more):
        del self, port, more
        opened.append(host)
        raise httpcore2.ConnectError("refused")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect_tcp)
    return opened


def test_request_arrives_as_it_was_made():
    with listening() as listener:
        assert here(listener.port) == Answer(200)
    (request,) = listener.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == b"POST /in?a=b HTTP/1.1"
    assert f"Host: 127.0.0.1:{listener.port}".encode() in head
    assert b"Content-Type: application/json" in head
    assert b"User-Agent: enhancement-tracker" in head
    assert body == b'{"a":1}'


def test_connection_goes_to_the_number_that_was_judged(names, connected):
    """The name leads elsewhere at the next question, which is not asked."""
    names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(OutwardFailed, match="cannot be reached"):
        post("https://rebind.example/")
    assert connected == [PUBLIC]
    assert names["asked"] == ["rebind.example"]


@pytest.mark.parametrize(
    "numbers",
    [
        *([one] for one in ("127.0.0.1", PRIVATE, "169.254.169.254", "0.0.0.0")),
        *([one] for one in ("::1", "::ffff:10.0.0.7", "64:ff9b::a00:7", "fd00::1")),
        *([one] for one in ("fe80::1%eth0", "224.0.0.1", "168.63.129.16")),
        [PUBLIC, PRIVATE],
        [PRIVATE, PUBLIC],
    ],
    ids=str,
)
def test_no_socket_is_opened_to_what_is_not_everybodys(names, connected, numbers):
    names["inside.example"] = [numbers]
    with pytest.raises(OutwardRefused, match="no address on the open internet"):
        post("https://inside.example/")
    assert connected == []


def test_this_machine_by_another_name_is_refused_even_where_it_is_allowed(
    names, connected
):
    names["inside.example"] = [["127.0.0.1"]]
    with pytest.raises(OutwardRefused):
        post("https://inside.example/", allow_loopback=True)
    names["localhost"] = [[PRIVATE]]
    with pytest.raises(OutwardRefused):
        post("http://localhost:8000/", allow_loopback=True)
    assert connected == []


def test_another_number_is_tried_when_one_does_not_answer(names, connected):
    names["both.example"] = [["2606:2800:21f:cb07:6820:80da:af6b:8b2c", PUBLIC]]
    with pytest.raises(OutwardFailed):
        post("https://both.example/")
    assert connected == ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", PUBLIC]


def test_name_of_nobody_is_said_so(monkeypatch):
    def getaddrinfo(*_, **__):
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(OutwardFailed, match="No machine has that name"):
        post("https://nobody.example/")


@pytest.mark.parametrize(
    "address",
    ["http://chat.example/", "https://a\r\nX-Evil: 1/", "https://x:y@chat.example/"],
)
def test_address_is_judged_again_when_it_is_used(connected, address):
    with pytest.raises(OutwardRefused):
        post(address)
    assert connected == []


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
def test_redirect_is_an_answer_and_is_not_followed(number):
    with listening() as elsewhere:
        there = f"Location: http://127.0.0.1:{elsewhere.port}/"
        with listening(status(number, there)) as listener:
            assert here(listener.port) == Answer(number)
    assert len(listener.requests) == 1
    assert elsewhere.requests == []


def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    with listening() as proxy, listening() as listener:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert here(listener.port) == Answer(200)
    assert proxy.requests == []


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("Retry-After: 120", dt.timedelta(minutes=2)),
        ("retry-after: 99999999", dt.timedelta(days=1)),
        ("Retry-After: Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("Retry-After: -5", None),
        ("X-Other: 120", None),
    ],
)
def test_how_long_to_wait_is_heard(said, wait):
    with listening(status(429, said)) as listener:
        assert here(listener.port) == Answer(429, wait)


def drip(connection: socket.socket) -> None:
    """A header that never ends, byte after byte, until the other side hangs up."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    connection.settimeout(0.02)
    while True:
        connection.sendall(b"x")
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def silent(connection: socket.socket) -> None:
    connection.recv(1)


def test_dripping_ends_with_the_time_of_the_whole():
    with (
        listening(drip) as listener,
        pytest.raises(OutwardFailed, match="did not answer in time"),
    ):
        here(listener.port, limits=Limits(connect=5, read=5, total=0.3))


def test_silence_ends_with_the_time_of_reading():
    with (
        listening(silent) as listener,
        pytest.raises(OutwardFailed, match="did not answer in time"),
    ):
        here(listener.port, limits=Limits(connect=5, read=0.2, total=30))


def test_of_an_answer_without_an_end_only_so_much_is_taken():
    pieces: list[int] = []

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n")
        while True:
            pieces.append(connection.send(b"x" * 65536))

    with listening(endless) as listener:
        assert here(listener.port, limits=Limits(largest=65536)) == Answer(200)
    # What lies in buffers of the system is more than what is taken, and has an end.
    assert sum(pieces) < 100_000_000


def test_body_that_is_cut_or_drips_changes_nothing_of_the_status():
    head = b"HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n"
    with listening(head) as listener:
        assert here(listener.port) == Answer(204)
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"
    with listening(cut) as listener:
        assert here(listener.port) == Answer(200)


@pytest.mark.parametrize("said", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200"])
def test_what_is_no_answer_is_said_so(said):
    with listening(said) as listener, pytest.raises(OutwardFailed, match="garbled"):
        here(listener.port)


def certificate(folder, name: str) -> ssl.SSLContext:
    """A server's context with a certificate for a name that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)  # noqa: FBT003 - the library's own
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)  # noqa: FBT003 - the same
        .sign(key, hashes.SHA256())
    )
    pem = folder / f"{name}.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    server = certificate(tmp_path, "localhost")
    with (
        listening(context=server) as listener,
        pytest.raises(OutwardFailed, match="certificate is not good"),
    ):
        post(f"https://localhost:{listener.port}/", allow_loopback=True)
    assert listener.requests == []


@pytest.mark.parametrize(("name", "is_good"), [("localhost", True), ("other", False)])
def test_certificate_must_be_of_the_name_in_the_address(
    tmp_path, monkeypatch, name, is_good
):
    server = certificate(tmp_path, name)
    trusting = ssl.create_default_context(cafile=str(tmp_path / f"{name}.pem"))
    monkeypatch.setattr(outward, "_authorities", lambda: trusting)
    with listening(context=server) as listener:
        address = f"https://localhost:{listener.port}/"
        if is_good:
            assert post(address, allow_loopback=True) == Answer(200)
            return
        with pytest.raises(OutwardFailed, match="certificate is not good"):
            post(address, allow_loopback=True)
    assert listener.requests == []


def test_nothing_of_the_address_is_logged_or_told(caplog):
    caplog.set_level("DEBUG")
    with listening(status(500)) as listener:
        post(f"http://127.0.0.1:{listener.port}/s3cret", allow_loopback=True)
    with pytest.raises(OutwardFailed) as failed:
        post(f"http://127.0.0.1:{listener.port}/s3cret", allow_loopback=True)
    assert "s3cret" not in caplog.text + str(failed.value)
