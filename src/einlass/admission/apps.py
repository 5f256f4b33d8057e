from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "einlass.admission"
    label = "admission"
