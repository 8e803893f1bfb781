"""Addresses of saved views, below those of a project."""

from __future__ import annotations

from django.urls import path

from enhancements.views import saved_views

urlpatterns = [
    path("", saved_views.view_list, name="views"),
    path("save", saved_views.save_view, name="save-view"),
    path("<int:pk>/", saved_views.view_page, name="saved-view"),
    path("<int:pk>/change", saved_views.change_view, name="change-view"),
    path("<int:pk>/retire", saved_views.retire_view, name="retire-view"),
    path("<int:pk>/restore", saved_views.restore_view, name="restore-view"),
    path("<int:pk>/copy", saved_views.copy_view, name="copy-view"),
]
