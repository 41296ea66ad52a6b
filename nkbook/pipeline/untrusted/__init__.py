"""Builds and checks books of strangers in a process that can reach nothing but the book."""

from __future__ import annotations

from nkbook.pipeline.untrusted.running import build, check, editions

__all__ = ["build", "check", "editions"]
