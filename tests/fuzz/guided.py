"""``python -m fuzz.guided READER SECONDS``: changes texts, guided by what of nkbook they reach.

It needs Atheris (``pip install atheris``), which has wheels for Linux. It begins with texts of the
reader's grammar, all that ever failed, and the marks that mean something in the language.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

atheris: Any = importlib.import_module("atheris")  # which not every machine has

with atheris.instrument_imports(include=["nkbook"]):
    from fuzz.__main__ import Fuzzer, kept, made_up
    from fuzz.readers import READERS

_SEEDS = 200


def main() -> None:
    """Fuzz a reader; what fails goes to the corpus, and the number of texts is printed last."""
    name, seconds = sys.argv[1], int(float(sys.argv[2]))
    reader, fuzzer = READERS[name], Fuzzer()
    folder = Path(tempfile.mkdtemp(prefix="nkbook-fuzz-"))
    reaching = folder / "reaching"  # what reached something new
    reaching.mkdir()
    for number, text in enumerate([*made_up(reader, _SEEDS, 1), *kept(reader)]):
        (reaching / str(number)).write_bytes(text.encode("utf-8", "surrogatepass"))
    words = folder / "marks"
    words.write_text("".join(f'"{_escaped(mark)}"\n' for mark in reader.marks if mark), "ascii")

    def target(data: bytes) -> None:
        fuzzer.read(reader, data.decode("utf-8", "replace"))

    options = [
        "-max_len=2000",
        f"-max_total_time={seconds}",
        "-rss_limit_mb=6000",
        f"-artifact_prefix={folder}/",
    ]
    if words.stat().st_size:  # an empty dictionary is refused
        options.append(f"-dict={words}")
    atheris.Setup([sys.argv[0], *options, str(reaching)], target)
    atheris.Fuzz()


def _escaped(mark: str) -> str:
    """Return a mark as libFuzzer's dictionaries have it: its bytes in hexadecimal."""
    return "".join(f"\\x{byte:02X}" for byte in mark.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main()
