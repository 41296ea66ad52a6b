"""Where the judges written in JavaScript are and what they need; .ci/setup.sh installs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from places import FONTS, READER

from judges import PATIENCE

MODULES = READER / "node_modules"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """Return the browser's path."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    assert path is not None, "no Chromium: run .ci/setup.sh test"
    return path


def environment(work: Path, **more: str) -> dict[str, str]:
    """Return the environment of a judge: the browser to use, and a home of its own.

    The home has nkbook's fonts, for a reader's machine has a Chinese font but a server need not.
    """
    browser = chromium()
    home = work / "home"
    home.mkdir(parents=True, exist_ok=True)
    fonts = home / "fonts"  # where fontconfig looks below XDG_DATA_HOME
    if not fonts.exists():
        fonts.symlink_to(FONTS, target_is_directory=True)
    return {
        **os.environ,
        "CHROMIUM": browser,
        "PUPPETEER_EXECUTABLE_PATH": browser,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        **more,
    }


def run(script: str, *arguments: str, work: Path) -> Any:
    """Run a script of tests/reader with a home in ``work``; return the JSON that it prints."""
    done = subprocess.run(
        ["node", str(READER / script), *arguments],
        env=environment(work),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise RuntimeError(f"{script} failed: {done.stderr}")
    return json.loads(done.stdout)
