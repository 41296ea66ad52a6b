"""Checks on a finished publication: small functions in a registry, each with its code."""

from __future__ import annotations

from nkbook.checks.registry import CHECKS, Check, run

__all__ = ["CHECKS", "Check", "run"]
