"""Imports the renderer of a format, in the process that uses it."""

from __future__ import annotations

import importlib
from typing import cast

from nkbook.formats.base import Renderer
from nkbook.project.config.formats import Format


def renderer(format: Format) -> Renderer:
    """Return the function that a format's row in the registry names.

    The import can take a second and fixes which fonts the libraries see, so call it only where the
    file is made. Raises ImportError or AttributeError for a row that names no function.
    """
    module, _, function = format.renderer.partition(":")
    return cast("Renderer", getattr(importlib.import_module(module), function))
