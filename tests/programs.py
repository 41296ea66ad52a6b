"""Programs that use nkbook as a library, as their authors would write them."""

BUILD = """
import sys
from pathlib import Path

import nkbook


def main() -> None:
    lines: list[str] = []
    result: nkbook.Result = nkbook.build(
        sys.argv[1], formats=["epub"], output=Path("made"), progress=lines.append
    )
    made: nkbook.Built = result.files[0]
    print(made.format, made.edition, made.path.as_posix(), made.bytes == made.path.stat().st_size)
    print(len(lines), result.diagnostics, result.seconds > 0)
    request = nkbook.Request(Path(sys.argv[1]), formats=("epub",), strict=True)
    again = nkbook.build(request, output="again")
    print(again.files[0].path.read_bytes() == made.path.read_bytes())


if __name__ == "__main__":
    main()
"""

CHECK = """
import sys

import nkbook

found: tuple[nkbook.Diagnostic, ...] = nkbook.check(sys.argv[1])
for item in found:
    place: nkbook.Location | None = item.location
    severity: nkbook.Severity = item.severity
    print(item.code, severity is nkbook.Severity.ERROR, place, place.line if place else None)
try:
    nkbook.build(sys.argv[1])
except nkbook.ProblemsError as error:
    print(error.exit_code is nkbook.ExitCode.PROBLEMS, error.diagnostics == found)
try:
    nkbook.check("nowhere")
except nkbook.ConfigError as error:
    print([item.code for item in error.diagnostics], isinstance(error, nkbook.NkbookError))
"""
