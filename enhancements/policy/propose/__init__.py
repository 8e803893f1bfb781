"""Proposing an enhancement: what was typed, what is alike, and the texts prepared.

Pure, and nothing here is kept: a proposal lives in the address of the form until a
person makes it on GitHub.
"""
