from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "einlass.setup"
    label = "setup"
