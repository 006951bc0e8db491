"""How lines of a log are written: nothing of what people typed, sent or are called, in plain words or as JSON.

Messages of our own are masked. Of other people's only what their authors wrote is kept, never what was filled in. Of an
exception its kinds and places are kept; its text is not, for databases and libraries quote values in it.
"""

import logging
import re
import sys
import threading
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("karmika_request_id", default="")
"""The request that is being answered; empty in the worker."""

_MASKED = re.compile(
    r"(?<=key/)[^/\s\"'?]+"  # a phone's key in an address
    r"|(?<![\w\-])[\w\-]{64}(?![\w\-])"  # anything as long as one
    r"|(?<=\?)\S+(?==)\S*"  # what stands behind a question mark in an address
    r"|\+?\d(?:[\s\-]?\d){8,}"  # telephone and Aadhaar numbers, however they are written
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_CONSTRAINT = re.compile(r"(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: [\w., ]+)?")
_WARNING = re.compile(r"\S+:\d+: \w+")
_FRAMES = 30
_CHAIN = 5


class Plain(logging.Formatter):
    """One line of words, and the trace below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be written."""
        said = said_in(record)
        facts = "".join(f" {key}={value}" for key, value in said.items() if key not in ("message", "error"))
        lines = [f"{self.formatTime(record)} {record.levelname} {record.name}: {said['message']}{facts}"]
        lines += [f"  {line}" for fault in said.get("error", ()) for line in _as_lines(fault)]
        return "\n".join(lines)


class Json(JsonFormatter):
    """One JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be written. What else hangs on the record (a request, say) is left out."""
        head = {"time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname}
        said = {**head, "logger": record.name, "request": request_id.get(), **said_in(record)}
        return self.serialize_log_record({key: value for key, value in said.items() if value != ""})


def said_in(record: logging.LogRecord) -> dict[str, Any]:
    """Message, the facts of a request's line, and the error, as far as they may be written."""
    said: dict[str, Any] = {"message": _message(record)}
    if isinstance(facts := getattr(record, "facts", None), dict):
        said |= {key: masked(value) if isinstance(value, str) else value for key, value in facts.items()}
    if record.exc_info and record.exc_info[1] is not None:
        said["error"] = faults_in(record.exc_info[1])
    return said


def masked(text: str) -> str:
    """Without keys of phones, queries of addresses and long numbers; ids of ours stay."""
    ids: list[str] = _UUID.findall(text)
    kept = iter(ids)
    return re.sub("\x00", lambda _: next(kept), _MASKED.sub("…", _UUID.sub("\x00", text.replace("\x00", ""))))


def faults_in(error: BaseException | None) -> list[dict[str, Any]]:
    """An exception and those behind it: kind, place by place, and what a database says without values."""
    found: list[dict[str, Any]] = []
    while error is not None and len(found) < _CHAIN:
        found.append({"kind": _kind(error), **_about(error), "trace": _places(error.__traceback__)})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def watch_what_nobody_caught() -> None:
    """Send what ends a process or a thread, and warnings, down the same road. For commands that run for long."""

    def ended(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
            logging.getLogger("karmika.process").critical("ended by an error", exc_info=error)

    sys.excepthook = ended
    threading.excepthook = lambda told: ended(told.exc_type, told.exc_value, told.exc_traceback)
    logging.captureWarnings(True)


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if record.name.startswith("karmika"):
        arguments = record.args
        if isinstance(arguments, tuple):
            arguments = tuple(_kind(one) if isinstance(one, BaseException) else one for one in arguments)
        text = str(record.msg)
        return masked(text % arguments if arguments else text)
    if isinstance(record.msg, BaseException):
        return _kind(record.msg)
    if record.name == "py.warnings":
        found = _WARNING.match(record.getMessage())
        return found.group() if found else "a warning"
    if request is not None:
        return f"{getattr(record, 'status_code', '')} at {route_of(request)}".strip()
    if record.args:
        return masked(str(record.msg))  # what was to be filled in is not
    return f"something said in {record.module}:{record.lineno}"


def route_of(request: Any) -> str:
    """The name of the address, never the address: it may hold a key or what somebody typed."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return str(match.view_name or match.route)
    return "static" if str(getattr(request, "path", "")).startswith("/static/") else "nowhere"


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _about(error: BaseException) -> dict[str, str]:
    told = getattr(error, "diag", None)  # PostgreSQL's own fields; its text quotes the row
    names = {
        "state": "sqlstate",
        "constraint": "constraint_name",
        "table": "table_name",
        "column": "column_name",
    }
    found = {key: str(value) for key, name in names.items() if (value := getattr(told, name, None))}
    if "sqlite3" in _kind(error) and _CONSTRAINT.fullmatch(str(error)):
        found["constraint"] = str(error)
    code = getattr(error, "code", None)
    if type(error).__module__.startswith("karmika.") and isinstance(code, str):
        found["code"] = masked(code)
    return found


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{'/'.join(code.co_filename.split('/')[-3:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-_FRAMES:]


def _as_lines(fault: dict[str, Any]) -> list[str]:
    about = " ".join(f"{key}={value}" for key, value in fault.items() if key not in ("kind", "trace"))
    return [f"{fault['kind']} {about}".rstrip(), *(f"  {place}" for place in fault["trace"])]
