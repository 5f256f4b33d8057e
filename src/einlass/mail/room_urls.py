"""The team's mail room."""

from django.urls import path

from einlass.mail.outbox import views as outbox

app_name = "mailroom"
urlpatterns = [
    path("", outbox.outbox, name="outbox"),
    path("again/<str:problem>/", outbox.sendings, name="sendings"),
    path("messages/<str:code>/", outbox.message_page, name="message"),
    path("messages/<str:code>/html/", outbox.message_html, name="message_html"),
    path("messages/<str:code>/sending/", outbox.sending, name="sending"),
    path("messages/<str:code>/holding/", outbox.holding, name="holding"),
]
