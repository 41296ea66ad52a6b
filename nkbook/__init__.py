"""nkbook turns a Chinese-language manuscript into a book: typeset PDFs and an EPUB.

The names in ``__all__`` are the public interface; everything else may change in any release. They
are imported when first used (PEP 562), so that ``import nkbook`` is fast and loads no library::

    import nkbook

    if __name__ == "__main__":  # the formats are made in processes that import this file again
        try:
            result = nkbook.build("mybook", formats=["epub"])
        except nkbook.NkbookError as error:
            print(*error.diagnostics, sep=", ")
        else:
            print(*(file.path for file in result.files), sep=", ")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nkbook.api import build, check
    from nkbook.diagnostics.codes import Severity
    from nkbook.diagnostics.errors import (
        ConfigError,
        ExitCode,
        InvalidOutputError,
        MissingToolError,
        NkbookError,
        ProblemsError,
        SourceError,
    )
    from nkbook.diagnostics.problems import Diagnostic, Location
    from nkbook.pipeline import Built, Request, Result

__version__ = "0.1.0"

__all__ = [
    "Built",
    "ConfigError",
    "Diagnostic",
    "ExitCode",
    "InvalidOutputError",
    "Location",
    "MissingToolError",
    "NkbookError",
    "ProblemsError",
    "Request",
    "Result",
    "Severity",
    "SourceError",
    "__version__",
    "build",
    "check",
]

# Hidden from type checkers, to whom it would say that nkbook has every name there is.
if not TYPE_CHECKING:
    _MODULES = {
        "nkbook.api": ("build", "check"),
        "nkbook.diagnostics.codes": ("Severity",),
        "nkbook.diagnostics.errors": (
            "ConfigError", "ExitCode", "InvalidOutputError", "MissingToolError", "NkbookError",
            "ProblemsError", "SourceError",
        ),
        "nkbook.diagnostics.problems": ("Diagnostic", "Location"),
        "nkbook.pipeline": ("Built", "Request", "Result"),
    }  # fmt: skip
    _HOMES = {name: module for module, names in _MODULES.items() for name in names}

    def __getattr__(name: str) -> object:
        """Import a public name from its module on first use, and keep it."""
        import importlib  # noqa: PLC0415 — only here, like everything that takes time

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """Return the public names too, imported or not."""
        return sorted({*globals(), *__all__})
