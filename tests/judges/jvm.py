"""Programs in Java that stay ready: a virtual machine starts once, and judges many files warm."""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Timer

from judges import PATIENCE

# One collector thread; what is compiled well pays for itself in a process that judges many files.
_JAVA = ("java", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8")
_END = "\x04"  # a line of its own ends what the program says of one request,
_FAILED = "\x15"  # and before what it says of one that it cannot do


@functools.cache
def program(source: Path, jars: Sequence[Path]) -> Program:
    """Return the program of a source file, compiled and started once in a test process."""
    return Program(source, jars)


class Program:
    """A program that reads requests, a line each with tabs, and says of each some lines."""

    def __init__(self, source: Path, jars: Sequence[Path]) -> None:
        """Compile a source file that has a class of its name, and start it."""
        self.name = source.stem
        self.folder = Path(tempfile.mkdtemp(prefix="nkbook-jvm-"))
        path = ":".join(map(str, jars))
        subprocess.run(["javac", "-cp", path, "-d", self.folder, str(source)], check=True)
        self._said = (self.folder / "stderr").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [*_JAVA, "-cp", f"{path}:{self.folder}", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            encoding="utf-8",
        )
        atexit.register(self._close)

    def ask(self, *words: str) -> list[str]:
        """Return the lines that are said of a request; raise RuntimeError if it cannot be done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        limit = Timer(PATIENCE, self._process.kill)
        limit.start()
        lines: list[str] = []
        try:
            self._process.stdin.write("\t".join(words) + "\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                if line == f"{_END}\n":
                    break
                lines.append(line.removesuffix("\n"))
            else:
                self._said.seek(0)
                raise RuntimeError(f"{self.name} ended: {self._said.read()}")
        finally:
            limit.cancel()
        if failed := [line for line in lines if line.startswith(_FAILED)]:
            raise RuntimeError(f"{self.name} says: {failed[0]}")
        return lines

    def _close(self) -> None:
        """End the program, which reads no more requests."""
        self._process.communicate()
        self._said.close()
        shutil.rmtree(self.folder, ignore_errors=True)
