"""Files, feeds, the API and what pages give along are in English, whoever asks."""

from __future__ import annotations

import pytest

from enhancements.models import Project
from tests.languages.exporting import Asking, _differences
from tests.languages.reading import reader
from tests.support import marked
from tests.views.conftest import sample, sample_folder
from tracker import languages as middleware

__all__ = ["reader", "sample", "sample_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.mark.usefixtures("sample")
def test_what_goes_elsewhere_is_the_same_for_readers_of_every_language(reader):
    asking = Asking(reader.client)
    assert asking.everything(Project.objects.get(name="sample")) == {}
    assert asking.files > 60
    assert asking.pages > 60


@pytest.mark.usefixtures("sample")
def test_file_in_the_language_of_who_asks_is_found(reader, monkeypatch):
    """As it would be if files were taken for pages."""
    monkeypatch.setattr(middleware, "is_for_programs", lambda _: False)
    asking = Asking(reader.client)
    asking.ask("enhancements:changes", "/sample/changes/?since=2026-01-01")
    assert any("format=csv" in one for one in asking.wrong)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p title='ñ'>ñ</p><a href='/n'>ñ</a><button>ñ</button>", []),
        ("<label>ñ<textarea name='x'>a ñ b</textarea>ñ</label>", ["a ñ b"]),
        ("<input type='hidden' name='x' value='ñ'>", ["ñ"]),
        ("<option value='ñ'>a</option><option value='a'>ñ</option>", ["ñ"]),
        ("<button data-copy='ñ'>a</button>", ["ñ"]),
        (
            "<a href='https://x.example/?title=a+%C3%B1'>a</a>",
            ["https://x.example/?title=a ñ"],
        ),
        ("<a href='?state=%C3%B1'>a</a>", ["?state=ñ"]),
        ("<form action='/ñ'></form>", ["/ñ"]),
        ("<a href='mailto:x@y?subject=%C3%B1'>a</a>", ["mailto:x@y?subject=ñ"]),
    ],
)
def test_what_a_page_gives_along_is_found(html, found):
    assert list(marked.carried(html)) == found


def test_difference_of_two_files_is_found():
    ours = "a,2026-01-01T10:00:00Z\nb\n"
    assert list(_differences(ours.replace("10:", "11:"), ours)) == []
    assert list(_differences("a\nc\n", "a\nb\n")) == ["c is not b"]
    assert list(_differences("a\n", "a\nb\n")) == ["1 lines are not 2"]
