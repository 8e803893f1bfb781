from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
def test_query_without_a_project_says_how_to_begin():
    with pytest.raises(CommandError) as refused:
        call_command("query")

    assert str(refused.value) == (
        "No project is tracked yet. Begin with: manage.py track --help"
    )
