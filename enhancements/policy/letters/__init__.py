"""Texts of ours for other places: comments on issues, mails, lines of a chat. Pure."""
