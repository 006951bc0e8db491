"""How lines of a log are written: without the keys of phones, which survey apps insist on putting into addresses."""

import logging
import re

_KEY = re.compile(r"(?<=key/)[^/\s\"'?]+|(?<![\w\-])[\w\-]{64}(?![\w\-])")


class WithoutKeys(logging.Formatter):
    """Blanks what stands behind "key/" and anything as long as a phone's key, in messages and tracebacks alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be written."""
        return _KEY.sub("…", super().format(record))
