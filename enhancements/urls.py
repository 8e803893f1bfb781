"""Addresses of the pages. A project's words come before its enhancements' keys."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "enhancements"

urlpatterns: list[URLPattern] = []
