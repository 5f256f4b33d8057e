from django.apps import AppConfig


class CheckinConfig(AppConfig):
    name = "einlass.checkin"
    label = "checkin"
