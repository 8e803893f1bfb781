from __future__ import annotations
import pytest
from django.core.cache import cache
from django.db import connection

@pytest.mark.django_db
def test_database():
    with connection.cursor() as c:
        c.execute("select 1"); assert c.fetchone() == (1,)
def test_cache():
    cache.set("a", 1); assert cache.get("a") == 1
