"""Roadmap, people and the results of a list, as a reader's client meets them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.http import urlencode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

LISTS = (
    "enhancements/?sig=compute&sort=-number",
    "releases/v1.10/?sig=compute",
    "sigs/compute/",
    "roadmap/?sig=compute",
    "people/vesna-tolmark/",
)


def body(client: Client, address: str, **query: str) -> str:
    """The text of a page that is answered."""
    response = client.get(f"{address}?{urlencode(query)}" if query else address)
    assert response.status_code == 200, address
    return response.content.decode()


def results_of(text: str) -> str:
    """The part of an enhancement's page that leads to its neighbours."""
    found = re.search(r"<nav[^>]*data-results>.*?</nav>", text, re.DOTALL)
    assert found is not None
    return found[0]


def way(text: str, rel: str) -> str:
    """The address of the neighbour before or after; empty at the end."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', results_of(text))
    return found[1].replace("&amp;", "&") if found else ""


def opened(text: str) -> list[str]:
    """Addresses of a list's enhancements, each once, in order."""
    found = re.findall(r'class="ent" href="(/sample/[^"/]+/\?in=[^"]+)"', text)
    return list(dict.fromkeys(one.replace("&amp;", "&") for one in found))


@pytest.mark.parametrize("address", LISTS)
def test_results_go_through_the_list_in_its_order(client: Client, address: str):
    listed = opened(body(client, f"/sample/{address}"))
    assert len(listed) > 2

    walked = [listed[0]]
    while following := way(body(client, walked[-1]), "next"):
        walked.append(following)
    assert walked == listed
    assert way(body(client, listed[2]), "prev") == listed[1]


@pytest.mark.parametrize("address", LISTS)
def test_results_lead_back_to_the_list(client: Client, address: str):
    first = opened(body(client, f"/sample/{address}"))[0]

    back = f'href="/sample/{address.replace("&", "&amp;")}"'
    assert back in results_of(body(client, first))


@pytest.mark.parametrize("address", LISTS)
def test_enhancement_of_a_list_runs_six_statements_at_most(
    client: Client, django_assert_max_num_queries, address: str
):
    first = opened(body(client, f"/sample/{address}"))[0]
    with django_assert_max_num_queries(6):
        client.get(first)


@pytest.mark.parametrize(
    "origin",
    [
        "//evil.example/",
        "https://evil.example/roadmap/",
        "roadmap/../../../evil/",
        "javascript:alert(1)",
        "\x00",
        '"><script>alert(1)</script>',
        "releases/v9.9/",
    ],
)
def test_list_that_is_none_of_ours_gives_the_neighbours_by_number(
    client: Client, origin: str
):
    usual = results_of(body(client, "/sample/47/"))

    text = body(client, "/sample/47/", **{"in": origin})
    assert results_of(text) == usual
    assert "evil" not in re.sub(r'<input[^>]*name="in"[^>]*>', "", text)


def test_old_name_keeps_the_list(client: Client):
    from enhancements.models import Identifier, Record  # noqa: PLC0415 - set up

    keys = Record.objects.filter(until__isnull=True).values_list("key")
    old = Identifier.objects.filter(
        kind="number", until__isnull=False, enhancement__records__until__isnull=True
    ).exclude(value__in=keys)[0]
    response = client.get(f"/sample/{old.value}/", {"in": "//evil.example/"})

    assert response.status_code == 302
    assert re.fullmatch(
        r"/sample/[^/]+/\?in=%2F%2Fevil.example%2F", response["Location"]
    )


def test_moment_of_the_list_goes_along(client: Client):
    text = body(client, "/sample/roadmap/", as_of="2026-06-01")

    first = opened(text)[0]
    assert first.endswith("?in=roadmap%2F&as_of=2026-06-01")
    assert "as_of=2026-06-01" in way(body(client, first), "next")


@pytest.mark.parametrize(
    "query", ["from=soon", "from=v1.10&to=v1.9", "stage=gamma", "has=it", "release=x"]
)
def test_roadmap_that_cannot_be_is_refused_with_a_sentence(client: Client, query: str):
    response = client.get(f"/sample/roadmap/?{query}")

    assert response.status_code == 400
    assert (
        "“" in response.content.decode() or "comes after" in response.content.decode()
    )


def test_person_is_one_page_in_any_case(client: Client):
    one, two = (
        re.sub(r"(?i)vesna-tolmark", "", body(client, f"/sample/people/{login}/"))
        for login in ("vesna-tolmark", "@VESNA-Tolmark")
    )

    assert results_free(one) == results_free(two)


def results_free(text: str) -> str:
    """A page without its links to enhancements, which name the list as it was asked."""
    return re.sub(r"in=people%2F[^&\"]*", "", text)


@pytest.mark.parametrize(
    "address",
    ["enhancements/", "releases/v1.10/", "sigs/", "sigs/compute/", "people/"],
)
def test_handles_lead_to_their_people(client: Client, address: str):
    text = body(client, f"/sample/{address}")

    handles = re.findall(r'href="(/sample/people/[^"]+/)"', text)
    assert handles
    assert client.get(handles[0]).status_code == 200


@pytest.mark.parametrize("login", ["%00", "'--", "..", "%2e%2e", "a" * 500, "é", "<b>"])
def test_handle_that_cannot_be_is_not_found(client: Client, login: str):
    assert client.get(f"/sample/people/{login}/").status_code == 404


def test_root_with_a_moment_leads_to_the_only_project_then(client: Client):
    response = client.get("/?as_of=2026-06-01")

    assert response["Location"] == "/sample/?as_of=2026-06-01"
    assert client.get("/?as_of=soon").status_code == 400


def test_root_with_two_projects_says_where_each_stands(client: Client):
    from enhancements.actions import projects  # noqa: PLC0415 - set up

    projects.track(name="second", profile="kubevirt", locations={}, by="tester")
    text = body(client, "/", as_of="2026-06-01")

    assert re.search(r"<b>\d+ days to the [^<]+ of v1\.\d+\.</b> \d+ of \d+ VEPs", text)
    assert "0 VEPs are tracked; no source names a release yet." in text
    assert 'href="/second/roadmap/?as_of=2026-06-01"' in text
