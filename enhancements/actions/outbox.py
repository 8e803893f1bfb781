"""What is to be written to GitHub: put in, taken by one worker, called done."""

from __future__ import annotations
