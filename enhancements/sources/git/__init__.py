"""Reads git repositories: their addresses, a mirror of each, its history.

No Django here. git is always run as a process with a list of arguments, with a
reduced environment, and never with a configuration that a machine, a user or a
read repository brings along; see `process.py`.
"""
