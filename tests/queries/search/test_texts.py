"""What words find in documents, and what comes first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enhancements.models import Record
from enhancements.policy.search import grammar
from enhancements.policy.search.trees import Words
from enhancements.queries import browse, contract, filters, results
from enhancements.queries.search import narrowing, ranking, rareness
from tests.support.tracked import day, front_matter, vep

COMPUTE = "veps/sig-compute"
TEMPLATE = (
    "<!--\nSay in a paragraph what a user gains from the placeholder.\n-->\n"
    "## Release Signoff Checklist\n\n- [ ] (R) Approved by everybody\n\n## Text\n\n"
)
DOCUMENTS = {
    f"{COMPUTE}/10-warm/vep.md": vep(
        10, "Warm standby", body=f"{TEMPLATE}The LiveMigration gate wakes a guest."
    ),
    f"{COMPUTE}/11-move/vep.md": vep(
        11,
        "Live migration of guests",
        body=f"{TEMPLATE}Set spec.template.spec and --feature-gates in snake_case.",
    ),
    f"{COMPUTE}/12-clock/vep.md": vep(
        12,
        "Clock skew",
        body=f"{TEMPLATE}{'Time goes by. ' * 300}See kubevirt.io/v1 and v1alpha1."
        " Live guests; migration is for later.",
    ),
    "veps/sig-network/13-nets/vep.md": front_matter(
        title="Nets", authors='["@ann"]', feature_gate="NetsOfGPUs"
    ),
}
ALL = ["10", "11", "12", "13"]


@pytest.fixture(scope="module")
def told(shared):
    """Four documents and a side document of a later day."""
    shared.track("documents")
    shared.commit(DOCUMENTS, day(1))
    shared.commit({f"{COMPUTE}/12-clock/notes.md": b"Leap seconds.\n"}, day(40))
    shared.sync()
    return shared


def find(told, text: str, at: dt.datetime | None = None) -> list[str]:
    setting = told.at(at)
    wanted = narrowing.read(setting, {"text": [text]})
    return [row["key"] for row in contract.find(setting, wanted)]


def page(told, text: str, **more):
    setting = told.at()
    wanted = narrowing.read(setting, {"text": [text]})
    given = {"sort": ranking.default(wanted), "number": 1, **more}
    return browse.page(setting, wanted, **given)


FOUND = {
    "LiveMigration": ["10", "11"],
    "livemigration": ["10"],
    "migration": ["10", "11", "12"],
    "migrations": ["10", "11", "12"],
    '"live migration"': ["10", "11"],
    '"LiveMigration gate"': ["10"],
    "kubevirt.io/v1": ["12"],
    "kubevirt": ["12"],
    "v1alpha1": ["12"],
    "alpha1": ["12"],
    "spec.template.spec": ["11"],
    "template.spec": ["11"],
    "feature-gates": ["11"],
    "--feature-gates": ["11"],
    "snake_case": ["11"],
    "case": ["11"],
    "NetsOfGPUs": ["13"],
    "migr*": ["10", "11", "12"],
    "sec*": ["12"],
    "live -migration": [],
    "guests -gate": ["12"],
    "the migration": ["10", "11", "12"],
    "the": ALL,
    "of_the": [],
    '"of the"': [],
    "%": [],
    "_": [],
    "placeholder": [],
    "approved": [],
    "checklist": [],
    "authors": [],
    "leap OR wakes": ["10", "12"],
    '"leap guests"': [],
}


@pytest.mark.parametrize(("text", "keys"), FOUND.items())
def test_words_of_texts_are_found(told, text, keys):
    assert find(told, text) == keys


def test_texts_count_as_they_stood_at_the_moment(told):
    assert find(told, "leap seconds", day(39)) == []
    assert find(told, "leap seconds", day(41)) == ["12"]


HOSTILE = st.text(max_size=30) | st.text("ab'\\:*&|!<->() \"%_$", max_size=30)


@given(HOSTILE)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_word_makes_a_statement_fail(told, text):
    quoted = '"' + text.replace("\x00", "").replace('"', "") + '"'
    try:
        assert set(find(told, quoted.encode("utf-8", "ignore").decode())) <= set(ALL)
    except filters.FilterRefused:
        assert not text.strip()


# --- Order ------------------------------------------------------------------------


def keys(shown) -> list[str]:
    return [row.key for row in shown.rows]


def test_what_is_called_so_comes_first_then_what_speaks_of_it_most(told):
    assert keys(page(told, "migration")) == ["11", "10", "12"]
    assert keys(page(told, "guests")) == ["11", "10", "12"]
    assert keys(page(told, "12 OR standby"))[0] == "12"


def test_other_orders_can_be_chosen_and_stay_in_the_address(told):
    shown = page(told, "migration", sort="number")
    assert keys(shown) == ["10", "11", "12"]
    assert ("sort", "number") in shown.hidden
    assert not shown.found.is_best
    assert "sort" not in shown.found.best
    shown = page(told, "migration")
    assert dict(shown.hidden).get("sort", "") == ""
    assert shown.found.is_best
    by_number = next(one for one in shown.columns if one.name == "title")
    assert "sort=number" in by_number.query


def test_order_without_words_is_that_of_numbers(told):
    assert keys(page(told, "sig:compute")) == ["10", "11", "12"]
    assert page(told, "sig:compute").found is None
    assert keys(page(told, "-standby", sort="best")) == ["11", "12", "13"]


def test_ties_and_what_is_not_ranked_go_by_number(told, monkeypatch):
    assert keys(page(told, "the")) == ALL
    # One page of many: what is not ranked follows.
    monkeypatch.setattr(ranking, "MOST", 1)
    assert keys(page(told, "migration")) == ["11", "10", "12"]
    assert keys(page(told, "gate OR clock OR time")) == ["12", "10", "11"]


def test_place_among_the_results_follows_the_order_of_the_list(told):
    listed = keys(page(told, "migration"))
    for place, key in enumerate(listed, 1):
        among = results.find(told.at(), "enhancements/?text=migration", key)
        assert (among.place, among.total) == (place, len(listed))


def test_files_have_the_order_of_the_list(told):
    setting = told.at()
    wanted = narrowing.read(setting, {"text": ["migration"]})
    rows, _ = browse.every(setting, wanted, sort="best")
    assert [row.key for row in rows] == ["11", "10", "12"]


def test_counts_of_filters_follow_the_words(told):
    shown = page(told, "migration")
    [sigs] = [group for group in shown.facets if group.name == "sig"]
    assert {one.value: one.count for one in sigs.facets}["compute"] == 3
    assert shown.page.total == 3


# --- Cost -------------------------------------------------------------------------


def test_words_take_a_constant_number_of_statements(told, django_assert_num_queries):
    setting = told.at()
    for text in ("migration", "guests live migration", "time OR clock"):
        wanted = narrowing.read(setting, {"text": [text]})
        with django_assert_num_queries(4):
            browse.page(setting, wanted, sort="best", number=1)
    wanted = narrowing.read(setting, {"text": ["sig:compute"]})
    with django_assert_num_queries(2):
        browse.page(setting, wanted, sort="number", number=1)


def test_words_are_one_list_that_is_joined(told):
    setting = told.at()
    wanted = narrowing.read(setting, {"text": ["migration"]})
    conditions, parameters = filters.conditions(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN SELECT record.id {browse.BASE} AND {conditions['text']}",
            {**parameters, "project": setting.id, "at": setting.at},
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    # As a filter it would look at every record.
    assert ("Join" in plan or "Nested Loop" in plan, "SubPlan" in plan) == (True, False)


def test_words_are_found_of_the_record_of_the_moment(told):
    """A list that is compared with another moment asks each moment's own title."""
    row = Record.objects.get(project=told.project, key="10", until=None)
    Record.objects.filter(pk=row.pk).update(since=day(20))
    row.pk, row.title, row.since, row.until = None, "Cold reserve", day(1), day(20)
    row.save()
    setting = told.at()
    wanted = narrowing.read(setting, {"text": ["reserve"]})
    shown = browse.page(setting, wanted, sort="best", number=1, compare="2025-01-10")
    assert [row.key for row in shown.comparison.gone] == ["10"]


def test_page_by_words_leaves_the_connection_as_it_was(told):
    page(told, "migration")
    with connection.cursor() as cursor:
        settings_ = []
        for name in ("enable_seqscan", "work_mem"):
            cursor.execute(
                "SELECT setting = reset_val FROM pg_settings WHERE name = %s", [name]
            )
            settings_.append(cursor.fetchone()[0])
    assert settings_ == [True, True]


def test_of_several_words_the_rarest_leads(told):
    setting = told.at()
    words = (Words("the"), Words("guests"), Words("kubevirt"))
    counted = rareness.of(setting.profile, setting.at, words)
    assert max(counted, key=lambda word: counted[word]) == Words("the")
    one, *_ = filters.conditions(narrowing.read(setting, {"text": ["the guests"]}))
    assert one["text"].count("SELECT DISTINCT said.id") == 1
    assert find(told, "the guests") == find(told, "guests the") == ["10", "11", "12"]


def test_what_has_to_occur_together_is_known():
    tree = grammar.parse("one two OR (three -(four five)) six")
    found = {word.text for word in rareness.together(tree)}
    assert {"four", "five"} <= found
    assert rareness.together(grammar.parse("one OR sig:network two")) == ()
    assert rareness.together(grammar.parse("alone")) == ()
