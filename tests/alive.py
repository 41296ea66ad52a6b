"""Whether a process runs, asked of those that a test saw begin, and of no others."""

from __future__ import annotations

from pathlib import Path


def is_alive(process: int) -> bool:
    """Return True if a process runs; one that has ended and waits to be noticed doesn't."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"
