from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "einlass.applications"
    label = "applications"
