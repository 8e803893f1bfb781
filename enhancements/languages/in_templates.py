"""What Jinja's `{% trans %}` and `{{ _("...") }}` call. Pure.

A translation may hold markup, as the text does that it is of; values are escaped.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from enhancements.languages import current, grouped


@pass_context
def translated(context: Context, text: str, /, **values: Any) -> str:
    """`gettext`; values are escaped, texts and translations are ours."""
    return _put(context, current().texts.gettext(text), values)


@pass_context
def translated_where(context: Context, where: str, text: str, /, **values: Any) -> str:
    """`pgettext` in the same way."""
    return _put(context, current().texts.pgettext(where, text), values)


@pass_context
def translated_many(
    context: Context, one: str, many: str, number: int, /, **values: Any
) -> str:
    """`ngettext` in the same way."""
    values.setdefault("num", grouped(number))
    found = current().texts.ngettext(one, many, number)
    return _put(context, found, values)


@pass_context
def translated_many_where(
    context: Context, where: str, one: str, many: str, number: int, /, **values: Any
) -> str:
    """`npgettext` in the same way."""
    values.setdefault("num", grouped(number))
    found = current().texts.npgettext(where, one, many, number)
    return _put(context, found, values)


def _put(context: Context, text: str, values: dict[str, Any]) -> str:
    said = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704 - ours
    return said % values


def install(env: Environment) -> None:
    """Have an environment say texts in the current language."""
    env.add_extension("jinja2.ext.i18n")
    # `{% trans %}` gives its values by name, as `enhancements.languages` takes them.
    vars(env)["newstyle_gettext"] = True
    env.globals.update(
        _=translated,
        gettext=translated,
        pgettext=translated_where,
        ngettext=translated_many,
        npgettext=translated_many_where,
    )
