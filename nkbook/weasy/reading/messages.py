"""Collects every log record and warning of WeasyPrint and its libraries; none is filtered out."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from nkbook.look.drawings import LARGE_PICTURE

_LOGGERS = ("weasyprint", "fontTools")
_NO_GLYPH = re.compile(r'^\.notdef glyph rendered .*"(.)" \(U\+[0-9A-F]+\)$', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """Something that a library reported; ``lost`` says that a part of the book is not shown."""

    text: str
    lost: bool = False
    missing_character: str | None = None


@contextmanager
def collected() -> Iterator[list[Message]]:
    """Yield a list that fills with what is reported inside the block, each message once.

    WeasyPrint logs a resource that it had to leave out as an error, and what it could not do as
    asked as a warning.
    """
    messages: list[Message] = []
    handler = _Handler(messages)
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    kept = [(logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            # [limits] says how large a picture may be: it was looked at before.
            warnings.filterwarnings("ignore", LARGE_PICTURE)
            yield messages
    finally:
        messages.extend(Message(str(warning.message)) for warning in caught)
        for logger, (propagate, level) in zip(loggers, kept, strict=True):
            logger.removeHandler(handler)
            logger.propagate = propagate
            logger.setLevel(level)


class _Handler(logging.Handler):
    """Keeps each record as a Message."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__(logging.WARNING)
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record unless there is an equal one."""
        text = record.getMessage()
        found = _NO_GLYPH.match(text)
        message = Message(text, record.levelno >= logging.ERROR, found[1] if found else None)
        if message not in self._messages:
            self._messages.append(message)
