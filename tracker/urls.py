"""Addresses: the probe here, everything else in the application."""

from __future__ import annotations

from django.urls import include, path

from tracker import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("", include("enhancements.urls")),
]
