"""Addresses: the probe here, everything else in the application."""

from __future__ import annotations

from django.urls import include, path

from enhancements.views import styles
from tracker import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("static/css/all-<slug:digest>.css", styles.sheet, name="styles"),
    path("api/", include("enhancements.api.urls")),
    path("", include("enhancements.urls")),
]

handler404 = "enhancements.views.errors.page_not_found"
handler500 = "enhancements.views.errors.server_error"
