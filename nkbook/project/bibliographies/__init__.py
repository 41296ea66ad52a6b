"""The files in which authors keep their sources, read into CSL items."""

from __future__ import annotations
