"""Lists as files: CSV and JSON of exactly what a list shows."""
