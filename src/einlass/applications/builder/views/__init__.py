from einlass.applications.builder.views.form import deletion, form, place, removal, returning
from einlass.applications.builder.views.question import new_question, preview, question
from einlass.applications.builder.views.transfer import copy, export, import_form

__all__ = [
    "copy",
    "deletion",
    "export",
    "form",
    "import_form",
    "new_question",
    "place",
    "preview",
    "question",
    "removal",
    "returning",
]
