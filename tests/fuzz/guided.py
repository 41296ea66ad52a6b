"""``python -m fuzz.guided READER SECONDS``: makes up texts guided by what of nkbook they reach.

It needs Atheris (``pip install atheris``), which has wheels for Linux. Hypothesis makes a text of
Atheris's bytes, so both ways try texts of the same shapes.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

import hypothesis

atheris: Any = importlib.import_module("atheris")  # which not every machine has

with atheris.instrument_imports(include=["nkbook"]):
    from fuzz.__main__ import Fuzzer
    from fuzz.readers import READERS


def main() -> None:
    """Fuzz a reader; what fails goes to the corpus, and the number of texts is printed last."""
    name, seconds = sys.argv[1], int(float(sys.argv[2]))
    reader, fuzzer = READERS[name], Fuzzer()

    @hypothesis.settings(database=None, deadline=None)
    @hypothesis.given(reader.texts)
    def run(text: str) -> None:
        fuzzer.read(reader, text)

    target = run.hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    ends = Path(tempfile.mkdtemp(prefix="nkbook-fuzz-"))  # what reached something new
    options = ["-max_len=2000", f"-max_total_time={seconds}", "-rss_limit_mb=6000"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={ends}/", str(ends)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
