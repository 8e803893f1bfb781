"""One's own page says which roles one holds, and no longer once they ended."""

from __future__ import annotations

from enhancements.actions import accounts
from tests.support.tracked import Tracked, day, vep

ROSTER = b"""\
sigs:
- dir: sig-compute
  name: sig-compute
  leadership:
    chairs:
    - {github: Ann, name: Ann}
"""


def page(client) -> str:
    return str(client.get("/me/").content.decode())


def test_roles_follow_rosters_and_records(demo: Tracked, client):
    demo.track()
    demo.commit({"sigs.yaml": ROSTER}, day(1), kind="rosters")
    path = "veps/sig-compute/10-warm/vep.md"
    demo.commit({path: vep(10, "Warm", owners="@ann")}, day(1))
    demo.sync()
    client.force_login(accounts.sign_in(github_id=7, login="ann", name=""))

    text = page(client)
    assert "SIG lead of compute <small>sigs.yaml</small>" in text
    assert 'owner of <a class="mono" href="/demo/10/">10</a>' in text

    roster = ROSTER.replace(b"github: Ann", b"github: bob")
    demo.commit({"sigs.yaml": roster}, day(2), kind="rosters")
    demo.sync()
    assert "SIG lead" not in page(client)


def test_who_lost_their_login_holds_nothing_by_it(demo: Tracked, client):
    demo.track()
    demo.commit({"sigs.yaml": ROSTER}, day(1), kind="rosters")
    demo.commit({"veps/sig-compute/10-warm/vep.md": vep(10, "Warm")}, day(1))
    demo.sync()
    client.force_login(accounts.sign_in(github_id=7, login="ann", name=""))
    accounts.sign_in(github_id=8, login="ANN", name="")

    assert "Your roles" not in page(client)
