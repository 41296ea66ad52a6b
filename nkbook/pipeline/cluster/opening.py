"""Opens a cluster, where the package for it is installed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.pipeline.processes import Hands


def cluster_hands(
    address: str, jobs: int, digest: Callable[[Path], str]
) -> AbstractContextManager[Hands]:
    """Return hands on the cluster at an address, or on one with ``jobs`` workers here: "local".

    Raises MissingToolError: NK605 without Dask, NK609 where there is no cluster.
    """
    try:
        module = importlib.import_module("nkbook.pipeline.cluster.hands")
    except ImportError as error:
        raise MissingToolError(
            diagnostic(
                "NK605",
                f"clusters need Dask, which is not installed: {error}",
                hint="pip install 'nkbook[cluster]'",
            )
        ) from error
    return cast("AbstractContextManager[Hands]", module.cluster(address, jobs, digest))
