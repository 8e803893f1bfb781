"""The language in which enhancements are searched for: text, tree and fields. Pure."""
