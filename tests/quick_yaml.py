"""Reads YAML by libyaml, in a tenth of the time: tests are named after what is in large files."""

from __future__ import annotations

from typing import Any

import yaml


def safe_load(text: str) -> Any:
    """Return what a text of YAML holds, as ``yaml.safe_load`` does."""
    return yaml.load(text, yaml.CSafeLoader)
