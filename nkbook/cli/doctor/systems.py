"""Kinds of operating systems, and how each installs a package."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages of one thing, by the names that each kind of system gives them; "" is none."""

    debian: str
    fedora: str
    homebrew: str


class System(StrEnum):
    """A kind of operating system, by its package manager."""

    DEBIAN = "debian"  # and Ubuntu, Mint …
    FEDORA = "fedora"  # and Red Hat, CentOS …
    MACOS = "macos"  # with Homebrew
    WINDOWS = "windows"
    OTHER = "other"

    @classmethod
    def here(cls) -> System:
        """Return the kind of this machine's system."""
        return cls.called(sys.platform, _release())

    @classmethod
    def called(cls, name: str, release: dict[str, str]) -> System:
        """Return the kind of a system by ``sys.platform`` and the fields of os-release."""
        if name == "darwin":
            return cls.MACOS
        if name in ("win32", "cygwin"):
            return cls.WINDOWS
        family = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".split()
        if {"debian", "ubuntu"} & set(family):
            return cls.DEBIAN
        if {"fedora", "rhel"} & set(family):
            return cls.FEDORA
        return cls.OTHER

    def install(self, packages: Packages) -> str:
        """Return the command that installs packages, or else what to look for."""
        commands = {
            System.DEBIAN: ("sudo apt-get install", packages.debian),
            System.FEDORA: ("sudo dnf install", packages.fedora),
            System.MACOS: ("brew install", packages.homebrew),
            System.WINDOWS: ("in WSL: sudo apt-get install", packages.debian),
        }
        command, names = commands.get(self, ("", ""))
        if names:
            return f"{command} {names}"
        return f"install what Debian calls {packages.debian}"


def _release() -> dict[str, str]:
    """Return the fields of os-release, or none where there is no such file."""
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}
