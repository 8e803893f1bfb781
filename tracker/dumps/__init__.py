"""Dumps: all rows of an installation, or of one project, in a file that needs neither
PostgreSQL nor the tracker to be read. `docs/dump.md` describes it.
"""
