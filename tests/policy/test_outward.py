"""Which addresses of others we send anything to."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import outward
from enhancements.policy.outward import AddressRefused


@pytest.mark.parametrize(
    "address",
    [
        "https://chat.example.org/hooks/abc",
        "https://chat.example.org:8443/hooks?topic=a%20b&x=1",
        "https://CHAT.example.org",
        "https://xn--bcher-kva.example/",
        "https://93.184.215.14/in",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/in",
    ],
)
def test_open_internet_is_kept_as_it_was_typed(address):
    assert outward.check(f"  {address}\n") == address


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("http://chat.example.org/", "https"),
        ("ftp://chat.example.org/", "That is no address"),
        ("chat.example.org/hooks", "That is no address"),
        ("https:///hooks", "That is no address"),
        ("https://chat.example.org/#part", "That is no address"),
        ("https://chat.example.org:99999/", "That is no address"),
        ("https://[::1/", "That is no address"),
        ("https://user:pass@chat.example.org/", "before the @"),
        ("https://chat.example.org@evil.example/", "before the @"),
        ("https://chat.example.org:22/", "port 443"),
        ("https://chat.example.org:0/", "port 443"),
        ("https://chat.example.org/a b", "has a letter"),
        ("https://chat.example.org/\r\nX-Evil: 1", "has a letter"),
        ("https://chat.exa\tmple.org/", "has a letter"),
        ("https://chat.example.org\\@evil.example/", "has a letter"),
        ("https://b\u00fccher.example/", "has a letter"),
        ("https://127.0.0.1/", "open internet"),
        ("https://127.1/", "open internet"),
        ("https://2130706433/", "open internet"),
        ("https://0x7f.0.0.1/", "open internet"),
        ("https://0x7f000001/", "open internet"),
        ("https://10.0.0.1./", "open internet"),
        ("https://[::1]/", "open internet"),
        ("https://[::ffff:10.0.0.1]/", "open internet"),
        ("https://[fe80::1%25eth0]/", "open internet"),
        ("https://" + "a" * 2000, "at most"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(address, word):
    with pytest.raises(AddressRefused, match=word) as refused:
        outward.check(address)
    # What was typed may hold a secret, and pages show the sentence.
    assert "evil" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080/in", "http://localhost/in", "http://[::1]:80/"]
)
def test_this_machine_only_where_it_is_allowed(address):
    assert outward.check(address, allow_loopback=True) == address
    with pytest.raises(AddressRefused):
        outward.check(address)
    with pytest.raises(AddressRefused):
        outward.check("http://10.0.0.1/", allow_loopback=True)


@pytest.mark.parametrize(
    "number",
    [
        *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.9.1"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1"),
        *("192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
        *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250"),
        *("240.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:93.184.215.14"),
        *("::ffff:a9fe:a9fe", "64:ff9b::a00:1", "64:ff9b::5db8:d70e"),
        *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:a00:1::"),
        *("3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0"),
        *("fec0::1", "ff02::1", "4000::1", "not a number", "", "93.184.215.14.1"),
    ],
)
def test_number_that_is_not_everybodys_is_refused(number):
    assert not outward.is_public(number)


@pytest.mark.parametrize(
    "number", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
)
def test_number_of_the_open_internet_passes(number):
    assert outward.is_public(number)


@given(st.text())
def test_no_text_whatever_makes_it_fail_otherwise(text):
    with contextlib.suppress(AddressRefused):
        assert outward.check(text).lower().startswith("https://")
