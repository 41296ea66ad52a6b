"""Takes from this process, and all that it starts, the network and all files but a few.

Landlock confines files (Linux 5.19 and newer, https://docs.kernel.org/userspace-api/landlock.html),
a filter of system calls the rest (seccomp(2), through libseccomp). Both need no privileges, and
nothing gives back what they take.
"""

from __future__ import annotations

import errno
import importlib
import os
import resource
import site
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from nkbook.look.theme import shipped

FILES, NETWORK = "files outside the book", "the network"
_PACKAGE = Path(__file__).parents[2]
_SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/nix/store", "/gnu/store"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload"),
    *("/etc/localtime", "/etc/mime.types", "/etc/fonts", "/etc/alternatives"),
    *("/dev/urandom", "/dev/random", "/dev/zero"),
)
# What no book needs: to speak to anybody, to look into other processes, to change the system.
_REFUSED_CALLS = (
    *("socket", "connect", "bind", "listen", "accept", "accept4", "io_uring_setup"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp"),
    *("keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd"),
    *("mount", "umount2", "move_mount", "open_tree", "fsopen", "fsmount", "pivot_root", "chroot"),
    *("unshare", "setns", "open_by_handle_at", "name_to_handle_at", "mknod", "mknodat"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot"),
    # Landlock leaves these to the file system: modes, owners, and before its version 3 lengths.
    *(
        "truncate",
        "truncate64",
        "chmod",
        "fchmod",
        "fchmodat",
        "fchmodat2",
        "chown",
        "fchown",
        "lchown",
        "fchownat",
    ),
    *("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"),
    *("swapon", "swapoff", "iopl", "ioperm", "settimeofday", "clock_settime", "sethostname"),
)
_FIRST_THAT_MOVES, _FIRST_WITH_TCP = 2, 4  # versions of Landlock: files between folders, and TCP
_GIGA = 1_000_000_000
_MOST_MEMORY, _LARGEST_FILE, _MOST_SECONDS = 6 * _GIGA, 2 * _GIGA, 3_600


def confine(readable: Iterable[Path], writable: Iterable[Path]) -> tuple[str, ...]:
    """Confine this process to folders and files; return what it could not be kept from.

    Python, its packages, nkbook and the system's libraries can be read as well.
    """
    _limit()
    # Before files are confined: libseccomp is looked for by programs of the system.
    seccomp = _module("pyseccomp")
    missing = []
    net_too = False
    try:
        net_too = _confine_files((*readable, *shipped()), writable)
    except (ImportError, OSError):
        missing.append(FILES)
    try:
        _refuse_calls(seccomp)
    except (ImportError, OSError):
        missing.append(f"{NETWORK}, but for TCP" if net_too else NETWORK)
    return tuple(missing)


def _module(name: str) -> ModuleType | None:
    """Return a module, None where it or its library is not installed."""
    try:
        return importlib.import_module(name)
    except (ImportError, OSError, RuntimeError, AttributeError):
        return None


def _limit() -> None:
    """Set the system's own limits, which all that is started from here has too."""
    wanted = {
        resource.RLIMIT_AS: _MOST_MEMORY,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
        resource.RLIMIT_CPU: _MOST_SECONDS,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))


def _confine_files(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Confine files; return whether TCP is confined with them. Raises ImportError, OSError."""
    landlock: Any = importlib.import_module("landlockpy")
    version = landlock.abi_version()
    if version < _FIRST_THAT_MOVES:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
    access = landlock.AccessFS
    listed = access.READ_DIR
    read = listed | access.READ_FILE
    run = read | access.EXECUTE
    write = read | access.WRITE_FILE | access.TRUNCATE | access.REFER | access.MAKE_DIR
    write |= access.MAKE_REG | access.MAKE_FIFO | access.REMOVE_FILE | access.REMOVE_DIR
    scope = landlock.Scope
    with landlock.Ruleset(scoped=scope.ABSTRACT_UNIX_SOCKET | scope.SIGNAL) as rules:
        rights = {
            run: (*map(Path, _SYSTEM), *_python()),
            read: (*readable, _PACKAGE),
            # Modules are looked for by the names in these folders; their other files stay shut.
            listed: tuple(map(Path, sys.path)),
            write: tuple(writable),
            access.READ_FILE | access.WRITE_FILE: (Path(os.devnull),),
        }
        for allowed, paths in rights.items():
            for path in paths:
                if path.exists():
                    only = allowed if path.is_dir() else allowed & _for_files(access)
                    rules.allow_path(path, only)
        rules.restrict()
        return bool(version >= _FIRST_WITH_TCP)


def _for_files(access: Any) -> Any:
    """Return the rights that a single file can have."""
    return access.READ_FILE | access.WRITE_FILE | access.EXECUTE | access.TRUNCATE


def _python() -> set[Path]:
    """Return where Python and its packages lie."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    known = [sysconfig.get_path(name) for name in names]
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *known}
    found |= {site.getusersitepackages(), os.path.realpath(sys.executable)}
    # Those of PYTHONPATH, but not the folder in which ``python -m nkbook`` is run.
    own = {os.path.realpath(path) for path in sys.path if path}
    return {Path(path) for path in (*found, *(own - {str(Path.cwd())})) if path != "/"}


def _refuse_calls(seccomp: Any) -> None:
    """Have system calls fail that no book needs. Raises ImportError, OSError."""
    if seccomp is None:
        raise ImportError
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in _REFUSED_CALLS:
        try:
            rules.add_rule(seccomp.ERRNO(errno.EACCES), name)
        except (OSError, ValueError):  # a call that this machine or libseccomp does not have
            if name == "socket":
                raise
    rules.load()
