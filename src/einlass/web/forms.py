"""How forms look: one template for every field, so that labels, help and errors are the same everywhere."""

from typing import Final

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop

# Django's words, named here so that our own catalogue can say them in a kinder German.
DJANGO_SAYS: Final = (gettext_noop("This field is required."),)


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
