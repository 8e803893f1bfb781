"""Addresses: the probe here, everything else in the application."""

from __future__ import annotations

from django.urls import include, path

from enhancements.views import styles, webhooks
from tracker import accounts, metrics, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics.answer, name="metrics"),
    path("webhooks/github", webhooks.github, name="webhook"),
    path("accounts/github/login/", accounts.start, name="github_login"),
    path("accounts/github/login/callback/", accounts.callback, name="github_callback"),
    path("static/css/all-<slug:digest>.css", styles.sheet, name="styles"),
    path("api/", include("enhancements.api.urls")),
    path("", include("enhancements.urls")),
]

handler404 = "enhancements.views.errors.page_not_found"
handler500 = "enhancements.views.errors.server_error"
