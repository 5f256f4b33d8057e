"""The demo event's form, and thousands of invented people who fill it in."""

from einlass.demo.applications.form import make_form
from einlass.demo.applications.generate import make_applications
from einlass.demo.applications.names import guest_names

__all__ = ["guest_names", "make_applications", "make_form"]
