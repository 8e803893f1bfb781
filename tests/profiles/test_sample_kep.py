"""The profile of the second sample: Kubernetes', with names of its own."""

from __future__ import annotations

import dataclasses

from enhancements.policy.letters.escaping import Form
from enhancements.profiles import load
from enhancements.profiles.guide_loader import guide_of

FARWHARF = load("sample-kep")


def test_only_its_names_are_its_own() -> None:
    parent = load("kubernetes")
    own = {
        field.name: getattr(FARWHARF, field.name)
        for field in dataclasses.fields(FARWHARF)
        if getattr(FARWHARF, field.name) != getattr(parent, field.name)
    }

    guide = own.pop("guide")
    criteria = own.pop("criteria")
    differ = [
        a.deadline for a in criteria.freezes if a != parent.criteria.of(a.deadline)
    ]
    assert differ == ["code-freeze", "docs-freeze"]
    assert {key for key in guide if guide[key] != parent.guide[key]} == {"links"}
    exceptions = own.pop("exceptions")
    mail = parent.exceptions.mail
    assert dataclasses.replace(exceptions, mail=mail) == parent.exceptions
    assert exceptions.mail.subject == mail.subject
    assert own == {
        "name": "sample-kep",
        "title": "Farwharf",
        "summary": FARWHARF.summary,
    }


def test_no_address_of_its_guide_is_a_real_place() -> None:
    assert set(guide_of(FARWHARF).links.values()) == {""}


def test_no_mail_of_it_goes_to_a_real_place() -> None:
    mail = FARWHARF.exceptions.mail
    places = [
        one.fill({"sig": "node"}, Form.PLAIN) for one in (*mail.to, *mail.announce)
    ]
    assert "sig-node@farwharf.example" in places
    assert all(one.endswith(".example") for one in places)
