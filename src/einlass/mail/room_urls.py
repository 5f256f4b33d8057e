"""The team's mail room."""

from django.urls import path

from einlass.mail.groups import views as groups
from einlass.mail.outbox import views as outbox
from einlass.mail.texts import views as texts

app_name = "mailroom"
_TEXT = "texts/<slug:room>/<slug:mail>/<slug:language>/"
urlpatterns = [
    path("", outbox.outbox, name="outbox"),
    path("again/<str:problem>/", outbox.sendings, name="sendings"),
    path("messages/<str:code>/", outbox.message_page, name="message"),
    path("messages/<str:code>/html/", outbox.message_html, name="message_html"),
    path("messages/<str:code>/sending/", outbox.sending, name="sending"),
    path("messages/<str:code>/holding/", outbox.holding, name="holding"),
    path("messages/<str:code>/address/", outbox.release, name="release"),
    path("groups/", groups.group_messages, name="group_messages"),
    path("groups/new/", groups.new_message, name="new_group_message"),
    path("groups/preview/", groups.preview, name="group_preview"),
    path("groups/<str:code>/", groups.group_message, name="group_message"),
    path("groups/<str:code>/receivers/", groups.receivers, name="group_receivers"),
    path("groups/<str:code>/test/", groups.test, name="group_test"),
    path("groups/<str:code>/sending/", groups.sending, name="group_sending"),
    path("groups/<str:code>/taking-back/", groups.taking_back, name="group_taking_back"),
    path("groups/<str:code>/stop/", groups.stop, name="group_stop"),
    path("groups/<str:code>/going-on/", groups.going_on, name="group_going_on"),
    path("texts/", texts.texts, name="texts"),
    path(_TEXT, texts.text, name="text"),
    path(f"{_TEXT}preview/", texts.text_preview, name="text_preview"),
    path(f"{_TEXT}test/", texts.text_test, name="text_test"),
    path(f"{_TEXT}default/", texts.text_default, name="text_default"),
    path(f"{_TEXT}again/", texts.text_again, name="text_again"),
]
