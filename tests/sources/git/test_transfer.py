"""Talking to servers: over https and ssh on this machine, and to silent ones."""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from enhancements.sources.git.mirror import Head, Mirror, SourceUnreachable
from enhancements.sources.git.process import Limits

HASTY = Limits(idle=0.4)

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="needs openssl to make a certificate"
)


class GitHandler(http.server.BaseHTTPRequestHandler):
    """Serves repositories below `server.root` with git's own CGI program.

    `/private/...` asks for a password, `/moved/...` leads to plain http,
    `/broken/...` fails.
    """

    def do_GET(self):
        self.server.seen.append(self.headers.get("Authorization"))
        if self.path.startswith("/private/"):
            self._refuse(401, "WWW-Authenticate", 'Basic realm="git"')
        elif self.path.startswith("/moved/"):
            self._refuse(302, "Location", f"http://127.0.0.1{self.path[6:]}")
        elif self.path.startswith("/broken/"):
            self._refuse(503, "Retry-After", "60")
        else:
            self._serve()

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, *_):
        pass

    def _refuse(self, code, name, value):
        self.send_response(code)
        self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _serve(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "PATH_INFO": unquote(url.path),
            "QUERY_STRING": url.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        words = ["git", "http-backend"]
        answer = subprocess.run(
            words, env=environment, input=body, capture_output=True, check=True
        ).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(headers.pop("Status", "200 OK").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    key, chain = folder / "key.pem", folder / "chain.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
            *("-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(chain)),
        ],
        check=True,
        capture_output=True,
    )
    return chain, key


@pytest.fixture
def server(tmp_path, certificate, monkeypatch):
    """An https server for the repositories below tmp_path; `url` is its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), GitHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.root, server.seen = tmp_path, []
    server.url = f"https://127.0.0.1:{server.server_port}"
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def silent_port():
    """A port where somebody listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def commit(source, clock, data=b"1"):
    source.commit({"a": data}, clock())
    source.finish()
    return source.head()


@needs_openssl
def test_https_source_is_copied_and_refreshed(server, source, clock, tmp_path):
    mirror = Mirror(tmp_path / "mirror", f"{server.url}/source/.git")
    first = commit(source, clock)
    assert mirror.refresh() == Head(commit=first, branch="main")
    second = commit(source, clock, b"2")
    assert mirror.refresh() == Head(commit=second, branch="main")
    assert mirror.line(second) == [first, second]


@needs_openssl
@pytest.mark.usefixtures("source")
def test_https_empty_source_has_no_head(server, tmp_path):
    mirror = Mirror(tmp_path / "mirror", f"{server.url}/source/.git")
    assert mirror.refresh() == Head(commit=None, branch=None)


@needs_openssl
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("nothing/.git", "There is no git repository at"),
        ("private/a", "may not be read without signing in"),
        ("moved/source/.git", "an address that is not https or ssh"),
        ("broken/a", "failed or was cut"),
    ],
)
@pytest.mark.usefixtures("source")
def test_https_trouble_is_said(server, tmp_path, path, sentence):
    mirror = Mirror(tmp_path / "mirror", f"{server.url}/{path}")
    with pytest.raises(SourceUnreachable, match=sentence):
        mirror.refresh()


@needs_openssl
@pytest.mark.usefixtures("source")
def test_https_unknown_certificate_is_said(server, tmp_path, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    mirror = Mirror(tmp_path / "mirror", f"{server.url}/source/.git")
    with pytest.raises(SourceUnreachable, match="SSL_CERT_FILE"):
        mirror.refresh()


@needs_openssl
def test_https_password_of_a_helper_is_not_sent(server, tmp_path, monkeypatch, script):
    helper = script(tmp_path / "helper", "echo username=me; echo password=secret")
    settings = f"[credential]\n\thelper = {helper}\n[core]\n\taskPass = {helper}\n"
    (tmp_path / ".gitconfig").write_text(settings)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_ASKPASS", str(helper))
    mirror = Mirror(tmp_path / "mirror", f"{server.url}/private/a")
    with pytest.raises(SourceUnreachable):
        mirror.refresh()
    empty = "Basic Og=="  # ":" in base64, neither a name nor a password
    assert set(server.seen) <= {None, empty}
    assert server.seen[0] is None


def test_silent_server_is_given_up(silent_port, tmp_path):
    location = f"https://127.0.0.1:{silent_port}/a/b"
    mirror = Mirror(tmp_path / "mirror", location, limits=HASTY)
    began = time.monotonic()
    with pytest.raises(SourceUnreachable, match=r"timed out after 0\.4 seconds"):
        mirror.refresh()
    assert time.monotonic() - began < 10


def test_refused_connection_is_said(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    mirror = Mirror(tmp_path / "mirror", f"https://127.0.0.1:{port}/a/b")
    with pytest.raises(SourceUnreachable, match="failed or was cut"):
        mirror.refresh()


def test_talkative_server_is_given_up_after_the_total(tmp_path, on_path):
    on_path("ssh", "while :; do echo still here >&2; sleep 0.05; done")
    limits = Limits(idle=5, total=0.6)
    mirror = Mirror(tmp_path / "mirror", "git@example.org:a/b", limits=limits)
    with pytest.raises(SourceUnreachable, match=r"timed out after 0\.6 seconds"):
        mirror.refresh()


def test_ssh_source_is_read_in_batch_mode(source, clock, tmp_path, on_path):
    seen = tmp_path / "seen"
    body = f'printf "%s\\n" "$@" >> {seen}\nfor last; do :; done\nexec sh -c "$last"'
    on_path("ssh", body)
    head = commit(source, clock)
    mirror = Mirror(tmp_path / "mirror", f"git@example.org:{source.path}/.git")
    assert mirror.refresh() == Head(commit=head, branch="main")
    words = seen.read_text().splitlines()
    assert "-oBatchMode=yes" in words
    assert f"git-upload-pack '{source.path}/.git'" in words


def test_connection_cut_before_the_fetch_keeps_the_copy(
    source, clock, tmp_path, on_path
):
    answer = 'for last; do :; done\nexec sh -c "$last"'
    on_path("ssh", answer)
    head = commit(source, clock)
    mirror = Mirror(tmp_path / "mirror", f"git@example.org:{source.path}/.git")
    mirror.refresh()
    commit(source, clock, b"2")
    # The first question is answered, the second is not.
    asked = tmp_path / "asked"
    cut = "echo Connection reset by peer >&2; exit 255"
    on_path("ssh", f"if [ -e {asked} ]; then {cut}; fi\ntouch {asked}\n{answer}")
    with pytest.raises(SourceUnreachable, match="failed or was cut"):
        mirror.refresh()
    assert mirror.line(head) == [head]


def test_missing_ssh_is_said(tmp_path, monkeypatch):
    real = Path(shutil.which("git"))
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("git", "sh"):
        (folder / name).symlink_to(real if name == "git" else shutil.which("sh"))
    monkeypatch.setenv("PATH", str(folder))
    mirror = Mirror(tmp_path / "mirror", "git@example.org:a/b")
    with pytest.raises(SourceUnreachable, match="needs ssh, which is not installed"):
        mirror.refresh()
