"""`.ci/messages.py`, which is no package's, for tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def messages() -> Any:
    """The module."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci/messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
