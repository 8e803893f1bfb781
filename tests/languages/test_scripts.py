"""What scripts are given to say."""

from __future__ import annotations

import json

from enhancements import languages
from enhancements.languages import scripts
from tests.support.pseudo import PSEUDO


def test_english_pages_bring_nothing_along():
    assert scripts.texts(languages.find("en")) == ""


def test_texts_come_with_their_translations():
    found = json.loads(scripts.texts(languages.find("de")))
    assert found["Theme: %(theme)s"] == "Darstellung: %(theme)s"
    assert "Not read yet" not in found  # Of no script.


def test_a_number_has_a_form_for_each_category_of_the_browser():
    forms = scripts.forms(languages.find("de"), "in %(num)s day", "in %(num)s days")
    assert forms == {"one": "in %(num)s Tag", "other": "in %(num)s Tagen"}


def test_a_language_without_a_file_brings_nothing_along():
    assert scripts.texts(PSEUDO) == ""
