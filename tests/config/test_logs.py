import io
import json
import logging

from django.test import RequestFactory

from einlass.config import logs
from einlass.events.links import link_token


def test_a_line_about_an_error_holds_no_values_of_variables():
    line = _line(_record_of_an_error("what anna wrote"))

    assert json.loads(line)["exception"][0]["exc_type"] == "ValueError"
    assert "what anna wrote" not in line


def test_a_line_about_a_page_that_failed_holds_no_link_that_works():
    token = link_token("application", "ABCD2345", 3)
    request = RequestFactory().get(f"/spring/applications/{token}/")

    line = _line(_record(f"Internal Server Error: {request.path}", request=request))

    assert "/spring/applications/ABCD2345.3~…/" in json.loads(line)["event"]
    assert token not in line
    assert token.rpartition("~")[2] not in line


def _line(record: logging.LogRecord) -> str:
    """As it is written in production."""
    lines = io.StringIO()
    formatter = logs.settings(is_development=False)["formatters"]["lines"]
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter["()"](**{key: value for key, value in formatter.items() if key != "()"}))
    handler.emit(record)
    return lines.getvalue()


def _record(text: str, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, text, None, None)
    record.__dict__.update(extra)
    return record


def _record_of_an_error(secret: str) -> logging.LogRecord:
    try:
        raise ValueError
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, f"{len(secret)} letters", None, found)
