"""Figures about the office for monitoring: how many requests, how long; gauges that rooms register.

Labels are routes, methods and statuses. What a gauge says is a count or an age; never about a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

REGISTRY = CollectorRegistry()
REQUESTS = Counter("xiangxin_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY)
SECONDS = Histogram(
    "xiangxin_request_seconds",
    "How long an answer took.",
    ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
_gauges: dict[str, tuple[str, Callable[[], float]]] = {}


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """One more request."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def gauge(name: str, says: str, value: Callable[[], float]) -> None:
    """Register a figure that is asked for whenever somebody looks."""
    _gauges[name] = (says, value)


class _Gauges(Collector):
    """Asks every registered figure."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One sample each."""
        for name, (says, value) in _gauges.items():
            yield GaugeMetricFamily(f"xiangxin_{name}", says, value=value())

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing ahead, so that no figure is asked for while the program starts."""
        return ()


REGISTRY.register(_Gauges())


def exposition() -> bytes:
    """All figures in the text format of Prometheus."""
    return generate_latest(REGISTRY)
