"""Hear slash commands: find out what they mean, and have it done where we act.

The decision itself is pure (`commands.plans`); here is what has to be asked of GitHub
for it, outside of any transaction: who is in the teams that may.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Iterable, Sequence

from django.conf import settings

from enhancements import profiles
from enhancements.actions import (
    in_hand,
    slash,
    slash_concerns,
    slash_facts,
    slash_texts,
)
from enhancements.actions.mirror import NOT_THEIRS
from enhancements.actions.slash import Decision
from enhancements.actions.slash_again import Failure
from enhancements.actions.slash_texts import Text
from enhancements.commands import grammar
from enhancements.commands.grammar import Operation
from enhancements.commands.plans import Actor, Plan, decide
from enhancements.models import Stream
from enhancements.profiles.command_rules import ANYONE, OFF, TEAM, CommandRules
from enhancements.sources.github import teams
from enhancements.sources.github.failures import GitHubFailed
from enhancements.sources.github.running import Run

log = logging.getLogger(__name__)


def begin_if_current(run: Run) -> None:
    """Before news are fetched: begin to hear, if all before was read just now.

    So what is said right after commands were switched on counts. A repository that was
    not read for longer has to catch up first: see `hear`.
    """
    rules = _rules(run)
    if rules is None or run.polled_before is None:
        return
    ago = run.now() - run.polled_before
    is_current = (
        dt.timedelta(0) <= ago < 2 * dt.timedelta(seconds=settings.POLL_SECONDS)
    )
    if is_current and slash.hearing(repository=run.repository) is None:
        slash.begin(lease=run.lease, now=run.now())


def hear(run: Run) -> int:
    """Hear all new texts. Returns how many of them had commands.

    Whatever was fetched when it begins is the past. Where GitHub cannot be asked about
    a team now, that text and those after it wait for the next run. One that cannot be
    heard holds up no other: it is tried again later, and given up in the end; so is one
    whose hearing ended a process.
    """
    rules = _rules(run)
    if rules is None:
        return 0
    stream = slash.hearing(repository=run.repository)
    if stream is None:
        slash.begin(lease=run.lease, now=run.now())
        return 0
    if ended := in_hand.text_left(repository=run.repository.pk):
        slash.blame(lease=run.lease, stream=stream, name=ended, now=run.now())
    done = 0
    while not run.is_over():
        texts = slash_texts.new_texts(stream=stream, now=run.now())
        if not texts:
            break
        failed: list[Failure] = []
        try:
            for text in texts:
                if run.is_over():
                    return done
                done += _hear_alone(run, stream, text, rules, failed)
        except GitHubFailed as error:
            log.warning("%s: commands wait: %s", run.name, error)
            break
        is_there = slash.move(
            lease=run.lease, stream=stream, texts=texts, failed=failed, now=run.now()
        )
        if not is_there:
            break  # Switched off and on meanwhile: the next run begins anew.
    return done


def _hear_alone(
    run: Run, stream: Stream, text: Text, rules: CommandRules, failed: list[Failure]
) -> bool:
    """Hear a text; what goes wrong with it alone is added to `failed`."""
    try:
        return _hear(run, stream, text, rules)
    except NOT_THEIRS:
        raise
    except Exception as error:
        if isinstance(error, GitHubFailed) and error.is_passing:
            raise
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        failed.append((text, f"It could not be heard: {first[:400]}"))
        log.warning("%s: %s", text.cause, first, exc_info=True)
        return False


def _rules(run: Run) -> CommandRules | None:
    """None where nobody hears: only where the tracking issues are, and not if off."""
    if not run.repository.is_main:
        return None
    try:
        rules = slash.rules_of(project=run.repository.project_id)
    except profiles.ProfileInvalid as error:
        log.warning("%s: %s", run.name, error)
        return None
    if rules.mode == OFF:
        slash.close(repository=run.repository)
        return None
    return rules


def _hear(run: Run, stream: Stream, text: Text, rules: CommandRules) -> bool:
    if not slash_texts.counts(text=text, stream=stream):
        return False
    with in_hand.text(repository=run.repository.pk, name=text.name):
        return _obey(run, text, rules)


def _obey(run: Run, text: Text, rules: CommandRules) -> bool:
    operations = grammar.parse(text.body, rules)
    if not operations or slash.is_heard(text=text):
        return False
    return slash.take(
        lease=run.lease,
        text=text,
        decision=Decision(operations, _plan(run, text, operations, rules), rules.mode),
        now=run.now(),
    )


def _plan(
    run: Run, text: Text, operations: Sequence[Operation], rules: CommandRules
) -> Plan:
    """What the commands come to; teams are asked about only if it depends on them."""
    subject = slash_facts.subject(item=text.item)
    roles = slash_facts.roles(text=text, subject=subject, now=run.now())
    concerned = slash_concerns.concerned(
        text=text, operations=operations, now=run.now()
    )
    subject = dataclasses.replace(subject, concerned=concerned)
    login = text.author.login if text.author else ""
    plan = decide(operations, subject=subject, actor=Actor(login, roles), rules=rules)
    wanted = _teams(operations, rules)
    is_refused = any(one.reason == "not-allowed" for one in plan.refusals)
    if not (is_refused and wanted and text.author):
        return plan
    found = teams.of(run.client, run.name, wanted, text.author.github_id)
    actor = Actor(login, roles | found.member, found.unseen)
    return decide(operations, subject=subject, actor=actor, rules=rules)


def _teams(operations: Iterable[Operation], rules: CommandRules) -> frozenset[str]:
    """`team NAME`, or with stars, of all who may do what these commands ask for."""
    allowed: set[str] = set()
    for one in operations:
        allowed.update(rules.allowed(one.verb))
        for value in one.values:
            label = value if "/" in value or not one.family else f"{one.family}/{value}"
            allowed.update(rules.allowed(one.verb, rules.same.get(label, label)))
    return frozenset(name for name in allowed - {ANYONE} if name.startswith(TEAM))
