from django.urls import path

from einlass.events import views

app_name = "events"
urlpatterns = [
    path("", views.event_page, name="event"),
    path("brand.css", views.brand, name="brand"),
    path("team/", views.team, name="team"),
]
