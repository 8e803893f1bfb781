"""Problems by the kind of place where they are."""

from __future__ import annotations

from enhancements.queries import api_troubles, problems, scope
from tests.support.mirror_rows import Mirror, body
from tests.support.tracked import day, vep


def test_problems_of_issues_and_proposals_stand_apart_and_lead_there(demo):
    demo.commit({"veps/sig-compute/10-warm/vep.md": vep(10, alpha="soon")}, day(1))
    demo.track("documents")
    demo.sync()
    hub = Mirror(demo.project)
    hub.issue(10, text=body(Alpha="one day"), at=day(1))
    pull = hub.pull(7, at=day(2))
    hub.head(pull, {"veps/sig-compute/10-warm/vep.md": vep(10, alpha="later")}, day(2))
    hub.derive()

    page = problems.page(demo.at(), {}, number=1)
    assert [(one.where, one.total) for one in page.sections] == [
        ("documents", 1),
        ("issues", 1),
    ]
    [row] = page.sections[1].rows
    assert row.path == "demo/enhancements#10"
    assert row.evidence == "https://github.com/demo/enhancements/issues/10"
    assert page.scope == "2 problems in 1 file and 1 issue"
    only = problems.page(demo.at(), {"where": ["issues"]}, number=1)
    assert (only.rows, only.scope) == ((row,), "1 problem in 1 issue")
    told = api_troubles.problems(
        scope.load("demo", demo.at().frame.moment), {"where": ["issues"]}, limit=9
    )
    assert [(one["where"], one["key"]) for one in told.items] == [("issues", "10")]
