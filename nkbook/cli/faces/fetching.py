"""Fetches a file of a published package with the registry's own client, and proves it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

from nkbook.cli.faces.sources import Source
from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

_CODE = "NK621"
_SHOWN = 300  # characters of a program's complaint


def fetch(source: Source, folder: Path) -> tuple[bytes, bytes]:
    """Return a source's file and its licence; ``folder`` is scratch.

    Raises MissingToolError (NK621) where a program is missing or fails, or the file is another one.
    """
    work = folder / f"{source.package.replace('/', '_')}-{source.version.replace(':', '_')}"
    if not work.is_dir():
        work.mkdir(parents=True)
        (_unpack_debian if source.registry == "debian" else _unpack_npm)(source, work)
    data = (work / source.path).read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != source.sha256:
        message = f"{source.path} of {source.package} {source.version} has the sha256 {found}"
        hint = f"it should be {source.sha256}; fetch it from another place"
        raise MissingToolError(diagnostic(_CODE, message, hint=hint))
    return data, (work / source.licence).read_bytes()


def _unpack_debian(source: Source, work: Path) -> None:
    """Download a Debian package and unpack it; no root is needed, and nothing is installed."""
    _run(["apt-get", "download", "-qq", f"{source.package}={source.version}"], work)
    (archive,) = work.glob("*.deb")
    _run(["dpkg-deb", "-x", archive.name, "."], work)


def _unpack_npm(source: Source, work: Path) -> None:
    """Download an npm package, whose scripts are not run, and unpack what is wanted."""
    _run(["npm", "pack", "--ignore-scripts", f"{source.package}@{source.version}"], work)
    (archive,) = work.glob("*.tgz")
    with tarfile.open(archive) as tar:
        for path in (source.path, source.licence):
            tar.extract(path, work, filter="data")
        for path in tar.getnames():  # other weights of the package
            if path.endswith((".ttf", ".otf")):
                tar.extract(path, work, filter="data")


def _run(command: list[str], work: Path) -> None:
    program = shutil.which(command[0])
    if program is None:
        message = f"{command[0]} is needed to fetch this font, and is not there"
        hint = f"install {command[0]}, or lay a font of your own into the book's fonts/"
        raise MissingToolError(diagnostic(_CODE, message, hint=hint))
    try:
        subprocess.run(  # noqa: S603 — commands of this file alone
            [program, *command[1:]], cwd=work, check=True, capture_output=True, text=True
        )
    except subprocess.CalledProcessError as error:
        said = " ".join((error.stderr or error.stdout or "").split())[-_SHOWN:]
        message = f"{' '.join(command)} failed: {said}"
        hint = "its registry may not be reached from here, or has the package no more"
        raise MissingToolError(diagnostic(_CODE, message, hint=hint)) from error
