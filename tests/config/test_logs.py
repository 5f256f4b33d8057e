import io
import json
import logging

from einlass.config import logs


def test_a_line_about_an_error_holds_no_values_of_variables():
    lines = io.StringIO()
    chosen = logs.settings(is_development=False)
    formatter = chosen["formatters"]["lines"]
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter["()"](**{key: value for key, value in formatter.items() if key != "()"}))
    record = _record_of_an_error("what anna wrote")

    handler.emit(record)

    line = json.loads(lines.getvalue())
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert "what anna wrote" not in lines.getvalue()


def _record_of_an_error(secret: str) -> logging.LogRecord:
    try:
        raise ValueError
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, f"{len(secret)} letters", None, found)
