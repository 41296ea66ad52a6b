"""Templates that were compiled once in a process, for all books that have them.

To compile nkbook's own takes longer than to read a short chapter. All environments are set up
alike, so that what one compiled is right for another; a source that has changed is another.
"""

from __future__ import annotations

from functools import cache
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

_MOST = 256  # templates; nkbook's own are some forty, and a stranger's may be any number


class Compiled(BytecodeCache):
    """What templates were compiled to, by name, file and source."""

    def __init__(self) -> None:
        """Know none."""
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket the code of its source, if that is known."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a bucket."""
        if bucket.code is not None:
            if len(self._code) >= _MOST:
                self._code.clear()
            self._code[bucket.key, bucket.checksum] = bucket.code


@cache
def compiled() -> Compiled:
    """Return what this process has compiled."""
    return Compiled()
