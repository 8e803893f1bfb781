from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

PAGES = (
    "/sample/",
    "/sample/releases/",
    "/sample/releases/v1.10/",
    "/sample/sigs/",
    "/sample/sigs/compute/",
    "/sample/enhancements/",
    "/sample/problems/",
    "/sample/guide/",
    "/sample/propose/",
    "/sample/propose/?title=Hot+plug+of+disks&sig=storage&do=prepare",
    "/sample/roadmap/",
    "/sample/roadmap/?from=v1.5&to=v1.10&stage=beta&state=committed",
    "/sample/people/",
    "/sample/people/vesna-tolmark/",
    "/sample/waiting/",
    "/sample/waiting/?sig=compute",
    "/sample/waiting/?person=vesna-tolmark",
    "/sample/sigs/compute/meeting/",
)
# Statements that each page may run: two for project and releases, the rest its own.
STATEMENTS = {
    "/sample/": 4,
    "/sample/releases/": 3,
    "/sample/releases/v1.10/": 3,
    "/sample/sigs/": 4,
    "/sample/sigs/compute/": 5,
    "/sample/sigs/compute/meeting/": 3,
    "/sample/waiting/": 2,
    "/sample/waiting/?sig=compute": 3,
    "/sample/waiting/?person=vesna-tolmark": 3,
    "/sample/enhancements/": 4,
    "/sample/problems/": 4,
    "/sample/guide/": 3,
    "/sample/propose/": 3,
    "/sample/propose/?title=Hot+plug+of+disks&sig=storage&do=prepare": 5,
    "/sample/roadmap/": 3,
    "/sample/people/": 3,
    "/sample/people/vesna-tolmark/": 4,
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)


def directives(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";")}


def an_enhancement(client: Client) -> str:
    text = client.get("/sample/enhancements/").content.decode()
    found = re.search(r'href="(/sample/\d+/)[?"]', text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", PAGES)
def test_page_answers_with_title_one_main_and_policy(client: Client, address: str):
    response = client.get(address)
    text = response.content.decode()

    assert response.status_code == 200
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert text.count('id="main"') == 1
    assert re.search(r"<title>[^<]+ · [^<]+</title>", text)
    assert directives(response["Content-Security-Policy"]) == directives(POLICY)
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", PAGES)
def test_page_says_the_moment_it_was_asked_for_and_links_carry_it(
    client: Client, address: str
):
    mark = "&" if "?" in address else "?"
    text = client.get(f"{address}{mark}as_of=2026-06-01").content.decode()

    assert "As of <b>Tue 2 Jun 2026, 12:00 UTC</b>" in text
    inside = re.findall(r'href="(/sample/[^"]*)"', text)
    assert inside
    assert [href for href in inside if "as_of=2026-06-01" not in href] == []


@pytest.mark.parametrize(("address", "number"), STATEMENTS.items())
def test_page_runs_a_literal_number_of_statements(
    client: Client, django_assert_num_queries, address: str, number: int
):
    with django_assert_num_queries(number):
        client.get(address)


def test_enhancement_page_runs_four_statements(client, django_assert_num_queries):
    address = an_enhancement(client)
    with django_assert_num_queries(4):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("as_of", ["2999-01-01", "yesterday", "2026-06-01T10:00", "1"])
def test_moment_that_cannot_be_is_refused_with_a_sentence(client: Client, as_of: str):
    response = client.get("/sample/", {"as_of": as_of})

    assert response.status_code == 400
    assert as_of in response.content.decode()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/nobody/", "No project named “nobody” is tracked here."),
        ("/sample/releases/v9.9/", "No source names a release v9.9."),
        ("/sample/sigs/nobody/", "names a SIG “nobody”"),
        ("/sample/999999/", "has the number or name “999999”."),
        ("/sample/enhancements/x/y/", "Nothing is at this address."),
        ("/sample/%00/", "Nothing is at this address."),
        ("/sample/sigs/%00/", "Nothing is at this address."),
        ("/sample/people/nobody/", "nor a roster names “@nobody”."),
        ("/sample/people/a/b/c/", "nor a roster names “@a/b/c”."),
    ],
)
def test_unknown_thing_is_not_found_with_a_sentence(
    client: Client, address: str, sentence: str
):
    response = client.get(address)

    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_old_name_of_an_enhancement_leads_to_its_page_of_today(client: Client):
    from enhancements.models import Identifier, Record  # noqa: PLC0415 - set up

    old = (
        Identifier.objects.filter(
            kind="number",
            until__isnull=False,
            enhancement__records__until__isnull=True,
        )
        .exclude(value__in=Record.objects.filter(until__isnull=True).values_list("key"))
        .first()
    )
    assert old is not None
    key = Record.objects.get(enhancement=old.enhancement, until__isnull=True).key

    response = client.get(f"/sample/{old.value}/")

    assert (response.status_code, response["Location"]) == (302, f"/sample/{key}/")


def test_filters_of_browse_narrow_the_list_and_say_so(client: Client):
    text = client.get("/sample/enhancements/?sig=network&release=1.10").content.decode()

    assert "of SIG network planned for v1.10" in text


@pytest.mark.parametrize("query", ["stage=gamma", "number=x", "release=soon", "has=it"])
def test_filter_that_cannot_be_meant_is_refused(client: Client, query: str):
    response = client.get(f"/sample/enhancements/?{query}")

    assert response.status_code == 400


@pytest.mark.parametrize("address", PAGES)
def test_page_only_answers_reading(client: Client, address: str):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_page_weighs_little(client: Client, address: str):
    assert len(gzip.compress(client.get(address).content)) < 60_000


def test_root_leads_to_the_only_project(client: Client):
    response = client.get("/")

    assert (response.status_code, response["Location"]) == (302, "/sample/")
