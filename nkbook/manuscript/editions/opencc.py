"""OpenCC's converters, each made once, and the dictionaries that it brings.

The dictionaries have no public path, so a release of OpenCC may move or rename them. What is not
there is reported (NK607) before OpenCC is asked for it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import opencc

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

Converter = opencc.OpenCC
_FOLDER = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
_HINT = "install OpenCC again: pip install --force-reinstall 'opencc>=1.4'"


@cache
def standard(name: str) -> Converter:
    """Return the converter of one of OpenCC's own configurations, such as t2s.

    Raises MissingToolError (NK607) when OpenCC does not have it.
    """
    return load(_file(f"{name}.json"))


def load(configuration: Path) -> Converter:
    """Return the converter of a configuration file.

    Raises MissingToolError (NK607) when OpenCC refuses it, as it does for a broken dictionary.
    """
    try:
        return opencc.OpenCC(str(configuration))
    except RuntimeError as error:
        message = f"OpenCC cannot read {configuration.name}: {error}"
        raise MissingToolError(diagnostic("NK607", message, hint=_HINT)) from error


def dictionary(name: str) -> Path:
    """Return the file of one of OpenCC's dictionaries, such as STPhrases.

    Raises MissingToolError (NK607) when OpenCC does not have it.
    """
    return _file(f"{name}.ocd2")


def _file(name: str) -> Path:
    path = _FOLDER / name
    if not path.is_file():
        message = f"OpenCC {opencc.__version__} does not have {name} in {_FOLDER}"
        raise MissingToolError(diagnostic("NK607", message, hint=_HINT))
    return path
