from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "einlass.programme"
    label = "programme"
