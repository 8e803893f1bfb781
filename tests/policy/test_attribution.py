from __future__ import annotations

from enhancements.policy.attribution import Belonging, Claim, Listing, belongings

CODE = "kubevirt/kubevirt#18727"


def only(claims=(), listings=(), kinds=None) -> Belonging:
    (found,) = belongings(claims, listings, kinds or {})
    return found


def test_claim_that_its_issue_confirms_has_the_stage_of_the_list():
    found = only([Claim(CODE, 371, "keyword")], [Listing(371, CODE, "code", "alpha")])
    assert found == Belonging(CODE, 371, "keyword", "code", "alpha", is_listed=True)


def test_own_claim_wins_over_another_issues_list_and_the_conflict_is_said():
    found = only([Claim(CODE, 349, "link")], [Listing(371, CODE, "code", "beta")])
    assert (found.number, found.rule, found.stage) == (349, "link", "")
    assert (found.conflict, found.rivals, found.is_listed) == (True, (371,), False)
    assert found.problem == (
        f"{CODE} names #349 and #371 lists it; correct the one that is wrong."
    )


def test_list_of_a_second_issue_is_no_conflict_when_its_own_lists_it_too():
    listings = [Listing(25, CODE, "code"), Listing(416, CODE, "code")]
    found = only([Claim(CODE, 25, "keyword")], listings)
    assert (found.number, found.conflict, found.rivals) == (25, False, (416,))


def test_claim_that_nobody_lists_is_trusted():
    found = only([Claim(CODE, 25, "title")])
    assert (found.number, found.conflict, found.kind) == (25, False, "code")


def test_only_list_is_trusted():
    found = only([], [Listing(371, CODE, "docs", "ga")])
    assert (found.number, found.rule, found.kind, found.stage) == (
        371,
        "listed",
        "docs",
        "ga",
    )


def test_several_lists_without_a_claim_leave_it_open_and_say_so():
    found = only([], [Listing(9, CODE, "code"), Listing(7, CODE, "code")])
    assert (found.number, found.conflict, found.rivals) == (None, True, (7, 9))
    assert found.problem.startswith(f"#7 and #9 list {CODE}, which names neither;")


def test_repository_tells_the_kind_before_the_list():
    found = only([], [Listing(371, CODE, "document")], {CODE: "code"})
    assert found.kind == "code"


def test_each_pull_request_belongs_once_in_order():
    claims = [Claim("b/b#1", 1, "link"), Claim("b/b#1", 2, "link")]
    found = belongings(claims, [Listing(3, "a/a#1", "code")], {})
    assert [(one.pull, one.number) for one in found] == [("a/a#1", 3), ("b/b#1", 1)]
