from django.urls import path

from einlass.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.mailbox_page, name="mailbox"),
    path("<str:code>/", views.mail_page, name="mail"),
    path("<str:code>/html/", views.mail_html, name="mail_html"),
    path("<str:code>/attachments/<int:number>/", views.mail_attachment, name="mail_attachment"),
]
