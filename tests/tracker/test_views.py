from __future__ import annotations


def test_healthz_answers_without_database(client):
    # No database is allowed in this test: a query would fail it.
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_healthz_changes_nothing_by_post(client):
    assert client.post("/healthz").status_code == 405


def test_every_page_has_the_strict_policy(client):
    header = client.get("/healthz").headers["Content-Security-Policy"]
    assert dict(part.split(" ", 1) for part in header.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_every_page_has_the_other_headers(client):
    headers = client.get("/healthz").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_unknown_host_is_refused(client):
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


def test_probe_is_not_sent_to_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/elsewhere").headers["Location"] == (
        "https://testserver/elsewhere"
    )
