"""What the system refuses to give, as a problem with a code."""

from __future__ import annotations

import errno

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_NO_MORE = (errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM)


def refused(error: OSError) -> MissingToolError | None:
    """Return NK603 for no room to write, NK614 for no more files or processes, None for others."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _NO_ROOM:
        message = f"writing failed: {error.strerror}{where}"
        return MissingToolError(diagnostic("NK603", message, hint="make room where it goes to"))
    if error.errno in _NO_MORE:
        message = f"the system gives nothing more: {error.strerror}{where}"
        hint = "close other programs, build with -j 1, or raise the limits of ulimit"
        return MissingToolError(diagnostic("NK614", message, hint=hint))
    return None
