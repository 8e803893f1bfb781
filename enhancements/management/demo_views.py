"""Saved views that the samples have, by the time somebody tries them out."""

from __future__ import annotations

from django.utils import timezone

from enhancements.actions.saved_views import save
from enhancements.management.demo_accounts import account_of
from enhancements.models import Project, SavedView
from enhancements.policy.saved_views import EVERYBODY, Said

_AT_RISK = Said(
    "At risk in this release",
    EVERYBODY,
    description="What fails a check of the next freeze, by SIG, and on whom it waits.",
    query="release:current is:at-risk",
    columns=("stage", "freeze", "waiting", "owner", "updated"),
    group="sig",
)
_NEW = Said(
    "New in this release",
    EVERYBODY,
    description="What enters its first stage.",
    query="release:current kind:new",
    columns=("sig", "stage", "author", "reviewer", "freeze"),
)
_QUIET = Said(
    "Quiet for a month",
    EVERYBODY,
    description="Planned for this release, and nothing about it has changed lately.",
    query="release:current updated:>30d",
    columns=("sig", "owner", "waiting", "updated"),
    sort="updated",
)


def save_some(*, project: Project, lead: str, host: str) -> None:
    """Four views of everybody, made by the release lead, the last of which uses the
    first. Where there are any, or the lead is not known at that host, nothing is done.
    """
    account = account_of(lead, host)
    if account is None or SavedView.objects.filter(project=project).exists():
        return
    now = timezone.now()
    first, *_ = [
        save(account=account, project=project, said=said, now=now)
        for said in (_AT_RISK, _NEW, _QUIET)
    ]
    within = Said(
        "At risk, and nobody documents it",
        EVERYBODY,
        description="Of what is at risk, what has no pull request for the docs.",
        query=f"saved:{first.number} -has:docs-pr",
        columns=("sig", "owner", "freeze"),
    )
    save(account=account, project=project, said=within, now=now)
