"""The guide page, rendered from data alone in a frame of a few lines."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
import types
from collections.abc import Mapping
from pathlib import Path

import jinja2
import pytest

import enhancements
from enhancements.jinja import icon
from enhancements.languages import dates, in_templates
from enhancements.markup import glossary
from enhancements.policy.addresses import is_web
from enhancements.profiles import load
from enhancements.profiles.answers import answer
from enhancements.profiles.guide_loader import guide_of
from enhancements.queries import shapes
from tests.support.html import Reader, rows, words

TEMPLATES = Path(enhancements.__file__).parent.parent / "templates"
FRAME = {
    "base.html": "<title>{% block title %}{% endblock %}</title>"
    "<main>{% block main %}{% endblock %}</main>",
    "components/icon.html": "{% macro icon(name) %}"
    '<svg class="icon" aria-hidden="true"><use href="#i-{{ name }}"/></svg>'
    "{% endmacro %}",
}
FREEZE = shapes.Deadline(
    field="deadline.enhancements-freeze",
    kind="enhancements-freeze",
    label="VEP freeze",
    note="",
    date=dt.date(2026, 9, 2),
    ends_at=dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC),
    is_past=False,
    is_next=True,
)
CONTACTS = (
    (
        "compute",
        ("iris", "tomas"),
        (("mailing list", "https://example.org/dev"), ("chat", "#sig-compute")),
    ),
    ("network", (), ()),
)
QUESTIONS = guide_of(load("kubevirt")).questions


def guide_page(
    answers: Mapping[str, str] | None = None,
    *,
    name: str = "kubevirt",
    as_of: str = "",
    **changes,
):
    """The data of the guide page of a profile."""
    profile = load(name)
    project = shapes.ProjectRef(name, profile.title)
    frame = shapes.Frame(
        project=project,
        projects=(project,),
        word=profile.word,
        words=profile.words,
        moment=shapes.Moment(dt.datetime(2026, 6, 12, tzinfo=dt.UTC), as_of),
        sources=(),
        releases=(),
    )
    data = {
        "frame": frame,
        "profile": profile,
        "guide": guide_of(profile),
        "answer": answer(guide_of(profile), answers or {}),
        "contacts": CONTACTS,
        "next_freeze": FREEZE,
        "next_release": "v1.10",
    }
    return types.SimpleNamespace(**{**data, **changes})


def render(page) -> str:
    """The HTML of the guide page."""
    loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader(FRAME), jinja2.FileSystemLoader(TEMPLATES)]
    )
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    in_templates.install(environment)
    environment.filters["glossary"] = glossary
    environment.filters |= {"day": dates.day, "weekday": dates.weekday}
    environment.tests["web_address"] = is_web
    environment.globals["icon"] = icon
    environment.globals["link"] = lambda _page, name, *args: "/".join(("", name, *args))
    return environment.get_template("guide/index.html").render(page=page)


def read(*args, **kwargs) -> Reader:
    """The guide page with these answers, read into its elements."""
    return Reader(render(guide_page(*args, **kwargs)))


@pytest.fixture(
    params=[{}, {"blog": "yes", "only": "flake"}, {"only": "faster"}, {"rely": "x"}],
    ids=["open", "yes", "no", "refused"],
)
def page(request):
    return read(request.param)


# --- What holds for every answer ----------------------------------------------


def test_every_id_is_used_once(page):
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert sorted(ids) == sorted(set(ids))


def test_every_link_down_the_page_has_its_place(page):
    ids = {e.attributes.get("id") for e in page.elements}
    places = {
        e.attributes["href"][1:]
        for e in page.all("a")
        if e.attributes["href"].startswith("#")
    }
    assert places - ids == set()


def test_headings_come_in_order(page):
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch(r"h\d", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_question_is_a_fieldset_with_its_text_as_legend(page):
    legends = page.all("legend")
    assert [words(e).split("?")[0] + "?" for e in legends] == [
        question.text for question in QUESTIONS
    ]
    assert all(e.around[-2:] == ("li", "fieldset") for e in legends)
    assert all("fieldset" in e.around for e in page.all("input", type="radio"))


def test_every_table_has_a_caption_and_scopes(page):
    assert len(page.all("caption")) == len(page.all("table")) == 4
    assert all("scope" in e.attributes for e in page.all("th"))


def test_no_style_script_or_handler_is_inline(page):
    assert page.all("script") == page.all("style") == []
    names = {name for e in page.elements for name in e.attributes}
    assert [name for name in names if name == "style" or name.startswith("on")] == []


def test_answer_is_a_status_that_can_take_the_focus(page):
    found = page.by_id("answer").attributes
    assert (found["role"], found["tabindex"]) == ("status", "-1")


# --- The form and its answer --------------------------------------------------


def test_form_is_read_from_the_address_and_leads_to_the_answer():
    (form,) = read().all("form")
    assert form.attributes["method"] == "get"
    assert form.attributes["action"] == "#answer"


def test_nothing_is_chosen_at_first():
    assert [e for e in read().all("input") if "checked" in e.attributes] == []


def test_answers_given_are_chosen_and_nothing_else():
    page = read({"blog": "yes", "sigs": "unsure", "only": "flake"})
    chosen = [e.attributes for e in page.all("input") if "checked" in e.attributes]
    assert [(e["name"], e["value"]) for e in chosen] == [
        ("blog", "yes"),
        ("sigs", "unsure"),
        ("only", "flake"),
    ]


def test_answer_says_the_verdict_its_reason_and_what_speaks_against():
    text = words(read({"blog": "yes", "only": "flake"}).by_id("answer"))
    assert text.startswith(
        "Yes, this is an enhancement: a blog post would be written about it. "
        "You also said that it fixes a flaky test. "
    )


def test_answer_names_the_next_freeze():
    page = read({"blog": "yes"})
    assert (
        "merged before the freeze. The next one is the VEP freeze of v1.10: "
        "Wed 2 Sep 2026, Anywhere on Earth." in words(page.by_id("answer"))
    )
    (time,) = page.all("time")
    assert time.attributes["datetime"] == "2026-09-03T12:00:00+00:00"


def test_answer_without_a_schedule_says_so():
    text = words(read({"blog": "yes"}, next_freeze=None).by_id("answer"))
    assert "before the freeze. No schedule names the next date yet." in text


def test_answer_leads_to_the_template_of_the_tracking_issue():
    found = {words(one): one for one in read({"blog": "yes"}).all("a")}
    assert "Prepare the proposal here" in found
    button = found["Open a tracking issue"]
    assert button.attributes["href"] == guide_of(load("kubevirt")).links["issue"]


def test_answer_has_a_link_to_itself():
    page = read({"blog": "yes", "only": "flake"})
    (link,) = [e for e in page.all("a") if words(e) == "Link to this answer"]
    assert link.attributes["href"] == "?blog=yes&only=flake#answer"


@pytest.mark.parametrize(
    ("denied", "left"),
    [(1, "6 questions are left."), (5, "2 questions are left.")],
)
def test_open_answer_says_how_many_questions_are_left(denied, left):
    answers = dict.fromkeys([q.key for q in QUESTIONS][:denied], "no")
    text = words(read(answers).by_id("answer"))
    assert f"Nothing you have said so far decides it; {left}" in text


def test_open_answer_with_one_question_left():
    answers = dict.fromkeys([q.key for q in QUESTIONS][1:6], "no") | {"only": "more"}
    text = words(read(answers).by_id("answer"))
    assert "decides it; one question is left." in text


def test_value_that_is_no_answer_is_named_and_escaped():
    html = render(guide_page({"blog": "<b>"}))
    assert "“&lt;b&gt;” is no answer to “Would somebody" in html


def test_moment_of_the_page_stays_in_form_and_links():
    page = read({"blog": "yes"}, as_of="2026-01-07 AoE")
    (hidden,) = page.all("input", type="hidden")
    assert (hidden.attributes["name"], hidden.attributes["value"]) == (
        "as_of",
        "2026-01-07 AoE",
    )
    links = {words(e): e.attributes["href"] for e in page.all("a")}
    assert links["Start again"] == "?as_of=2026-01-07%20AoE#check"
    assert links["Link to this answer"] == ("?blog=yes&as_of=2026-01-07%20AoE#answer")


# --- The other sections -------------------------------------------------------


def test_contacts_name_chairs_and_places_or_say_that_nobody_is_named():
    page = read()
    assert rows(page, "SIGs") == [
        ["compute", "iris, tomas", "mailing list, chat #sig-compute"],
        ["network", "nobody is named", "no place is named"],
    ]
    assert [e.attributes["href"] for e in page.all("a") if words(e) == "compute"] == [
        "/sig/kubevirt/compute"
    ]


def test_contact_that_is_no_web_address_is_no_link():
    contacts = (("compute", (), (("chat", "javascript:alert(1)"),)),)
    page = read(contacts=contacts)
    hrefs = [e.attributes["href"] for e in page.all("a")]
    assert [href for href in hrefs if "javascript" in href] == []


def test_without_a_roster_the_page_says_so():
    page = read(contacts=())
    said = (
        "No roster names the chairs of a SIG yet. This project has no repository of"
        " rosters. Set one with manage.py track kubevirt --rosters URL"
    )
    assert [words(e) for e in page.all("p", class_="empty")] == [said]


def test_stages_show_the_ladder_first_with_its_time_boxes():
    table = rows(read(), "Stages")
    assert [(row[0], row[2]) for row in table[:4]] == [
        ("Alpha", "1 to 2 releases"),
        ("Beta", "1 to 3 releases"),
        ("GA", "no limit"),
        ("Unstaged", "no limit"),
    ]
    assert len(table) == len(load("kubevirt").stages)


def test_deadlines_name_the_phases_that_they_end():
    assert [(row[0], row[2]) for row in rows(read(), "Deadlines")] == [
        ("Design starts", "none"),
        ("VEP freeze", "Design"),
        ("Code freeze", "Implementation"),
        ("Docs freeze", "none"),
        ("Release", "Stabilization"),
    ]


def test_labels_are_those_of_the_profile():
    assert rows(read(name="sample"), "Labels") == [
        [label.name, label.purpose, label.how, label.who]
        for label in load("sample").labels
    ]


def test_profile_without_labels_says_so():
    profile = dataclasses.replace(load("kubevirt"), labels=(), commands=())
    page = read(profile=profile)
    assert [words(e) for e in page.all("p", class_="empty")] == [
        "This project uses no labels."
    ]


def test_commands_that_nobody_hears_are_named():
    assert "/approved-vep" in words(read().by_id("labels"))


def test_glossary_gives_every_term_its_place():
    page = read()
    for term in guide_of(load("kubevirt")).terms:
        assert words(page.by_id(f"term-{term.key}")).startswith(term.name)


def test_sample_leads_nowhere_outside():
    hrefs = [
        e.attributes["href"] for e in read({"blog": "yes"}, name="sample").all("a")
    ]
    assert [href for href in hrefs if href.startswith("http")] == [
        "https://example.org/dev"
    ]


def test_title_names_the_project():
    assert words(read().all("title")[0]) == "Guide · KubeVirt"


def test_guide_of_kubernetes_speaks_its_own_words():
    page = read({"blog": "yes"}, name="kubernetes")
    said = words(page.all("main")[0])

    assert "lead-opted-in" in words(page.by_id("through"))
    assert "Went on" in words(page.by_id("marks"))
    assert re.findall(r"\bVEPs?\b|KubeVirt", said) == ["VEP"]  # the freeze of FREEZE
    assert len(rows(page, "Labels")) == len(load("kubernetes").labels)


def test_work_goes_on_only_where_a_plan_is_the_latest_milestone():
    assert "Went on" not in words(read().by_id("marks"))
