"""How lines of the log look: JSON in production, readable in a terminal; no secrets in addresses."""

from __future__ import annotations

import copy
import datetime as dt
import logging
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from effgenai.observing.masking import mask_text
from effgenai.observing.request_ids import current_id

# Facts beside the message that lines may carry; others (whole requests, arguments of tasks) are left out.
FACTS = ("method", "path", "route", "status", "ms", "task", "task_id")
# Loggers to which libraries attach handlers of their own.
WITH_HANDLERS = ("django", "django.server", "gunicorn.error", "gunicorn.access", "celery")
ExceptionFacts = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Masked(logging.Formatter):
    """Masks what a line says, and the traceback behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, of a copy: other handlers get the record as it was."""
        masked = copy.copy(record)
        masked.msg, masked.args = mask_text(record.getMessage()), None
        masked.exc_text = None
        masked.request_id = current_id()
        return super().format(masked)

    def formatException(self, ei: ExceptionFacts) -> str:  # noqa: N802 - the name of logging
        """The traceback, which quotes messages of errors and so addresses."""
        return mask_text(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - the name of logging
        """The stack, masked likewise."""
        return mask_text(super().formatStack(stack_info))


class LineFormatter(_Masked):
    """A line for people: when, how grave, who says it, what, and of which request."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the request's id behind its first line where there is one."""
        line, newline, rest = super().format(record).partition("\n")
        mark = f" [{current_id()}]" if current_id() else ""
        return f"{line}{mark}{newline}{rest}"


class JSONFormatter(_Masked, JsonFormatter):
    """A line for programs: one JSON object with the known facts and no others."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Fill the object."""
        log_data["time"] = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat()
        log_data.update(level=record.levelname, logger=record.name, message=record.message)
        if current_id():
            log_data["request_id"] = current_id()
        log_data.update({fact: value for fact in FACTS if (value := getattr(record, fact, None)) is not None})
        log_data.update(message_dict)


def logging_settings(*, form: str, level: str, admins: bool) -> dict[str, Any]:
    """Django's LOGGING: one handler for everything, and one that mails errors where somebody wants them.

    Django's own handlers are taken off: they write addresses, cookies and forms as they are.
    """
    console = {"class": "logging.StreamHandler", "formatter": form}
    if form == "json":
        console["stream"] = "ext://sys.stdout"
    handlers = ["console", "admins"] if admins else ["console"]
    passed_on: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": "effgenai.observing.logs.LineFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            },
            "json": {"()": "effgenai.observing.logs.JSONFormatter"},
        },
        "handlers": {
            "console": console,
            "admins": {"class": "effgenai.observing.admin_mail.AdminsHandler", "level": "ERROR"},
        },
        "root": {"handlers": handlers, "level": level},
        # It tells of every table of every font that it cuts.
        "loggers": {**dict.fromkeys(WITH_HANDLERS, passed_on), "fontTools": {"level": "WARNING"}},
    }
