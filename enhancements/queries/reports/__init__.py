"""The reports: each module reads one, in a constant number of SQL statements."""
