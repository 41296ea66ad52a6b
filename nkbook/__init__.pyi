from .diagnostics.codes import Severity as Severity
from .diagnostics.errors import (
    ConfigError as ConfigError,
)
from .diagnostics.errors import (
    ExitCode as ExitCode,
)
from .diagnostics.errors import (
    InvalidOutputError as InvalidOutputError,
)
from .diagnostics.errors import (
    MissingToolError as MissingToolError,
)
from .diagnostics.errors import (
    NkbookError as NkbookError,
)
from .diagnostics.errors import (
    ProblemsError as ProblemsError,
)
from .diagnostics.errors import (
    SourceError as SourceError,
)
from .diagnostics.problems import Diagnostic as Diagnostic
from .diagnostics.problems import Location as Location
from .pipeline.api import build as build
from .pipeline.api import check as check
from .pipeline.request import Built as Built
from .pipeline.request import Request as Request
from .pipeline.request import Result as Result

__version__: str
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
    "build",
    "check",
]
