"""How logs look: a line of JSON each in production, something to read in development."""

import re
import sys
from typing import Any, Final

import structlog

# CODE.VERSION~TIME~SIGNATURE, as in every signed link: whoever reads it in a log could use it.
LINK: Final = re.compile(r"([A-Z0-9]+\.\d+~)[\w-]+~[\w-]+")


def settings(*, is_development: bool) -> dict[str, Any]:
    """Django's LOGGING; also sets structlog up, so that both kinds of loggers come out alike."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if is_development else "iso", utc=not is_development),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
            )
        ]
        if is_development
        # Without the values of variables: among them are passwords, links and what applicants wrote.
        else [
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
            without_links,
        ]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*shared, structlog.stdlib.ExtraAdder()],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "INFO"},
        "loggers": {
            # Replaces Django's own handlers, which are for DEBUG and for mail to administrators.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # A page that is not there is no news; the server's access log counts them.
            "django.request": {"level": "ERROR"},
            # Whoever asks for another host, usually a scanner, has been refused.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def without_links(_logger: object, _method: str, line: str) -> str:
    """The finished line without the signatures of links; Django names the path of a page that failed."""
    return LINK.sub(r"\1…", line)
