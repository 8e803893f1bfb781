"""A deterministic GitHub for tests, benchmark and demo: a world in memory behind HTTP.

``world`` holds the facts and the mutations, ``server`` answers for it as GitHub
Enterprise does under ``/api/v3`` and ``/api/graphql``. Nothing here knows the tracker.
"""
