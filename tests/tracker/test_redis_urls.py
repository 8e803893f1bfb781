from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker import redis_urls


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        ("redis://host:6379", "redis://host:6379/1", "redis://host:6379/1"),
        ("redis://host/7", "redis://host/1", "redis://host/1"),
        (
            "rediss://:pass@host/?ssl_cert_reqs=required",
            "rediss://:pass@host/1?ssl_cert_reqs=required",
            "rediss://:pass@host/1?ssl_cert_reqs=required",
        ),
        (
            "unix:///run/redis.sock",
            "unix:///run/redis.sock?db=1",
            "redis+socket:///run/redis.sock?virtual_host=1",
        ),
    ],
)
def test_number_is_put_where_each_reader_looks(url: str, cache: str, broker: str):
    assert redis_urls.database(url, 1) == cache
    assert redis_urls.broker(url, 1) == broker


@pytest.mark.parametrize("url", ["http://host", "redis://", "host:6379", ""])
def test_other_address_is_refused(url: str):
    with pytest.raises(ImproperlyConfigured, match=r"^REDIS_URL starts with "):
        redis_urls.database(url, 0)
