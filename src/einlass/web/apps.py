from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "einlass.web"
    label = "web"
