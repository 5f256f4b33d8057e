from django.urls import path

from einlass.tickets import views

app_name = "tickets"
urlpatterns = [
    path("tickets/<str:token>/", views.ticket_page, name="ticket"),
    path("tickets/<str:token>/ticket.pdf", views.pdf, name="pdf"),
    path("tickets/<str:token>/calendar.ics", views.calendar, name="calendar"),
    path("tickets/<str:token>/qr.svg", views.qr_svg, name="qr_svg"),
    path("tickets/<str:token>/qr.png", views.qr_png, name="qr_png"),
    path("team/tickets/", views.ticket_list, name="list"),
    path("team/tickets/<str:code>/mailing/", views.mailing, name="mailing"),
]
