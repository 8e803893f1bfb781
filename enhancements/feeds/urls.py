"""Addresses of feeds and calendars, beside those of the pages that they belong to, and
of the pages on which people say where they want to be told.
"""

from __future__ import annotations

from django.urls import path

from enhancements.views import (
    calendars,
    channels,
    feeds,
    following,
    inbox,
    my_feeds,
)

urlpatterns = [
    path("me/inbox/", inbox.inbox_page, name="inbox"),
    path("me/following/", following.following_page, name="following"),
    path("me/unfollow/<str:token>/", following.stop_by_link, name="stop-following"),
    path("me/feeds/", my_feeds.my_feeds, name="my-feeds"),
    path("feeds/<str:token>/<str:name>", my_feeds.secret_feed, name="secret-feed"),
    path("<slug:project>/channels/", channels.channels_page, name="channels"),
    path("<slug:project>/calendar.ics", calendars.of_project, name="calendar"),
    path(
        "<slug:project>/sigs/<str:name>/calendar.ics",
        calendars.of_sig,
        name="sig-calendar",
    ),
    path(
        "<slug:project>/releases/<str:name>/calendar.ics",
        calendars.of_release,
        name="release-calendar",
    ),
    path("<slug:project>/changes/feed.atom", feeds.of_project, name="changes-feed"),
    path("<slug:project>/sigs/<str:name>/changes.atom", feeds.of_sig, name="sig-feed"),
    path(
        "<slug:project>/releases/<str:name>/changes.atom",
        feeds.of_release,
        name="release-feed",
    ),
    path(
        "<slug:project>/enhancements/changes.atom",
        feeds.of_search,
        name="browse-feed",
    ),
    path(
        "<slug:project>/<str:key>/changes.atom",
        feeds.of_enhancement,
        name="enhancement-feed",
    ),
]
