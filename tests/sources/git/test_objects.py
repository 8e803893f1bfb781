"""`Mirror.blobs`: contents by id."""

from __future__ import annotations

import random

import pytest

from enhancements.sources.git import objects, process
from enhancements.sources.git.mirror import MirrorDamaged, MissingObject


def oids(mirror, source):
    """Path and id of each file that the newest commit added."""
    source.finish()
    head = mirror.refresh().commit
    *_, found = mirror.changes(head, after=None, roots=[])
    return {change.path: change.blob for change in found.changes}


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"no line feed", b"\x00\xff\xfe\x00", "Ü\n".encode("latin-1")],
    ids=["empty", "line-feed", "text", "binary", "latin-1"],
)
def test_blobs_content_comes_byte_for_byte(mirror, source, clock, data):
    source.commit({"a": data}, clock())
    oid = oids(mirror, source)["a"]
    assert list(mirror.blobs([oid])) == [(oid, data)]


def test_blobs_crlf_and_attributes_change_nothing(mirror, source, clock):
    attributes = b"* text eol=crlf filter=lfs ident\n"
    data = b"one\r\ntwo\n$Id$\n"
    source.commit({".gitattributes": attributes, "a": data}, clock())
    oid = oids(mirror, source)["a"]
    assert list(mirror.blobs([oid])) == [(oid, data)]


def test_blobs_of_ten_megabytes(mirror, source, clock):
    data = random.Random(7).randbytes(10_000_000)  # noqa: S311 - must not compress
    source.commit({"a": data, "b": b"small"}, clock())
    ids = oids(mirror, source)
    assert [d for _, d in mirror.blobs([ids["a"], ids["b"]])] == [data, b"small"]


def test_blobs_above_the_limit_are_cut(mirror, source, clock, monkeypatch):
    monkeypatch.setattr(objects, "LARGEST", 1000)
    monkeypatch.setattr(objects, "_CHUNK", 300)
    source.commit({"a": b"x" * 5000, "b": b"y" * 1000}, clock())
    ids = oids(mirror, source)
    assert [d for _, d in mirror.blobs([ids["a"], ids["b"]])] == [
        b"x" * 1000,
        b"y" * 1000,
    ]


def test_blobs_keep_the_order_and_repeat(mirror, source, clock):
    source.commit({f"{n}": b"%d" % n for n in range(50)}, clock())
    ids = oids(mirror, source)
    order = [int(number) for number in random.Random(3).choices(range(50), k=1000)]  # noqa: S311 - repeatable on purpose
    found = [data for _, data in mirror.blobs(ids[str(number)] for number in order)]
    assert found == [b"%d" % number for number in order]


def test_blobs_large_and_many_do_not_block(mirror, source, clock):
    files = {f"{n}": bytes([n]) * 500_000 for n in range(20)}
    source.commit(files, clock())
    ids = list(oids(mirror, source).values())
    assert sum(len(data) for _, data in mirror.blobs(ids * 20)) == 200_000_000


def test_blobs_of_nothing_are_nothing(mirror, source, clock):
    source.commit({"a": b"1"}, clock())
    oids(mirror, source)
    assert list(mirror.blobs([])) == []


def test_blobs_missing_object_is_raised_in_its_place(mirror, source, clock):
    source.commit({"a": b"1"}, clock())
    known = oids(mirror, source)["a"]
    stream = mirror.blobs([known, "ab" * 20, known])
    assert next(stream) == (known, b"1")
    with pytest.raises(MissingObject) as missing:
        next(stream)
    assert missing.value.oid == "ab" * 20


def test_blobs_of_a_commit_is_missing(mirror, source, clock):
    source.commit({"a": b"1"}, clock())
    oids(mirror, source)
    with pytest.raises(MissingObject):
        list(mirror.blobs([mirror.refresh().commit]))


@pytest.mark.parametrize("oid", ["main:a", "HEAD", "", "1f" * 20 + "\nHEAD", "--all"])
def test_blobs_of_what_is_no_id_is_refused(mirror, source, clock, oid):
    source.commit({"a": b"1"}, clock())
    oids(mirror, source)
    with pytest.raises(ValueError, match="not a full object id"):
        list(mirror.blobs([oid]))


def test_blobs_ask_for_ids_little_by_little(mirror, source, clock):
    source.commit({"a": b"1"}, clock())
    oid = oids(mirror, source)["a"]
    taken = []

    def endless():
        while True:
            taken.append(oid)
            yield oid

    stream = mirror.blobs(endless())
    assert next(stream) == (oid, b"1")
    stream.close()
    assert len(taken) <= objects.AHEAD


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("answer", ["", "$oid blob 9\\n", "$oid blob 9\\nhalf"])
def test_blobs_of_a_git_that_stops_early(mirror, on_path, answer, code):
    on_path("git", f'read oid\nprintf "{answer}"\nexit {code}')
    with pytest.raises(MirrorDamaged):
        list(mirror.blobs(["1f" * 20] * 1000))


def test_blobs_need_their_pipes():
    with pytest.raises(RuntimeError, match="without this pipe"):
        process.pipe(None)
