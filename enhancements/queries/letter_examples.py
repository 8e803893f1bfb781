"""How a text of one part would read, with invented values: it is shown before it is put
in force, while there may be no entry yet that gets it.
"""

from __future__ import annotations

from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.names import EXCEPTION_MAIL
from enhancements.policy.letters.template import LetterTooLong, Template, Values
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting


def of(setting: Setting, release: Dates, name: str, template: Template) -> str:
    """The text of that name as it would read; a sentence where it is too long."""
    form = Form.PLAIN if name == EXCEPTION_MAIL else Form.MARKDOWN
    try:
        return template.fill(_values(setting, release), form)
    except LetterTooLong as long:
        return str(long)


def _values(setting: Setting, release: Dates) -> Values:
    """All that `policy.letters.names.of_lone` names, of whatever text."""
    names = [one.name for one in setting.releases]
    after = names[names.index(release.name) + 1 :]
    return {
        "release": release.name,
        "next": after[0] if after else "",
        "word": setting.profile.word,
        "number": "42",
        "title": "An example",
        "sig": "example",
        "stage": "alpha",
        "track": "",
        "milestone": release.name,
        "author": "somebody",
        "login": "somebody",
        "freeze": "code freeze",
        "how": "At risk",
        "day": f"{setting.at:%-d %B %Y}",
        "because": "A review is missing.",
        "said": f"The exception for the code freeze of {release.name} is approved.",
        "reason": [{"line": "It is small, and reviewed."}],
        "address": "https://tracker.example/exceptions/1",
    }
