"""Slash commands of comments: text in, operations out, and what they would do."""
