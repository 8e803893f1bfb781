"""What a search finds: its text read for a project, and made into SQL."""
