"""Metrics in the form that Prometheus reads; for who holds the token, nobody else."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from enhancements.queries import gauges
from enhancements.views import policies
from tracker import readiness
from tracker.live.running import HUB


class _Tracker(Collector):
    """What is owed, how old it is, what GitHub still allows, and who watches boards:
    asked when read.
    """

    def collect(self) -> list[GaugeMetricFamily]:
        """A family for each thing measured."""
        return [*_owed(), _ready(), _silent(), *_watched()]


def _owed() -> list[GaugeMetricFamily]:
    families: dict[str, GaugeMetricFamily] = {}
    for gauge in gauges.now():
        names = [name for name, _ in gauge.labels]
        family = families.setdefault(
            gauge.name,
            GaugeMetricFamily(f"tracker_{gauge.name}", gauge.meaning, labels=names),
        )
        family.add_metric([value for _, value in gauge.labels], gauge.value)
    return list(families.values())


def _ready() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "tracker_ready", "1 while that part of the installation works.", labels=["part"]
    )
    for name, part in readiness.check().items():
        family.add_metric([name], float(part["ok"]))
    return family


def _silent() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "tracker_silence_seconds",
        "Since the worker ended a task, and since beat looked at its schedule.",
        labels=["part"],
    )
    for name, seconds in readiness.silences().items():
        family.add_metric([name], seconds)
    return family


def _watched() -> list[GaugeMetricFamily]:
    """Who watches boards at the process that answers; each process has its own."""
    families = [
        GaugeMetricFamily(
            "tracker_board_viewers", "Who watches boards live at this process."
        ),
        GaugeMetricFamily(
            "tracker_board_listening",
            "1 while this process hears of changes of boards.",
        ),
        GaugeMetricFamily(
            "tracker_board_told_timestamp_seconds",
            "When this process heard of a change of a board last; 0 for never.",
        ),
    ]
    values = (float(HUB.viewers), float(HUB.is_listening), HUB.told_at or 0.0)
    for family, value in zip(families, values, strict=True):
        family.add_metric([], value)
    return families


@policies.closed("only for who sends TRACKER_METRICS_TOKEN")
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """All metrics; there is nothing at this address for who has no token."""
    given = request.headers.get("Authorization", "").encode("utf-8", "replace")
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, wanted):
        raise Http404
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(_Tracker())
    page = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    page["Cache-Control"] = "no-store"
    return page
