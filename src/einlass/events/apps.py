from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "einlass.events"
    label = "events"
