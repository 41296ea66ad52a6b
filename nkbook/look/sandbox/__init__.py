"""Where templates, which may come from anyone, are rendered: with plain values and a budget."""

from __future__ import annotations

from nkbook.look.sandbox.budget import Budget
from nkbook.look.sandbox.environment import Sandbox, check_plain

__all__ = ["Budget", "Sandbox", "check_plain"]
