"""What the checks of a pull request come to, through GraphQL."""

from __future__ import annotations

from tests.fakehub.asking import REPO, small_world
from tests.fakehub.test_graphql_nouns import pull_of


def test_checks_are_of_the_head_alone_and_no_news_of_the_pull_request():
    world = small_world()
    pull = world.open_pull(REPO, "Propose", by="alice", files={"a.md": "A"})
    assert pull_of(world, pull)["statusCheckRollup"] is None
    seen = pull_of(world, pull)["updatedAt"]
    world.set_checks(REPO, pull.number, "FAILURE", by="alice")
    told = pull_of(world, pull)
    assert told["statusCheckRollup"] == {"state": "FAILURE"}
    assert told["updatedAt"] == seen
    world.push_commit(REPO, pull.number, {"b.md": "B"}, by="alice")
    assert pull_of(world, pull)["statusCheckRollup"] is None
