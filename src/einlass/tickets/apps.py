from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "einlass.tickets"
    label = "tickets"
