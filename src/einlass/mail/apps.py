from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "einlass.mail"
    label = "mail"
