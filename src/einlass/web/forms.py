"""How forms look: one template for every field, so that labels, help and errors are the same everywhere."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
