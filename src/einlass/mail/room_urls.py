"""The team's mail room."""

from django.urls import path

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
    path("texts/", texts.texts, name="texts"),
    path(_TEXT, texts.text, name="text"),
    path(f"{_TEXT}preview/", texts.text_preview, name="text_preview"),
    path(f"{_TEXT}test/", texts.text_test, name="text_test"),
    path(f"{_TEXT}default/", texts.text_default, name="text_default"),
    path(f"{_TEXT}again/", texts.text_again, name="text_again"),
]
