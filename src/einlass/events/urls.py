from django.urls import path

from einlass.events import views
from einlass.events.morning.views import team
from einlass.events.search.views import search

app_name = "events"
urlpatterns = [
    path("", views.event_page, name="event"),
    path("brand.css", views.brand, name="brand"),
    path("imprint/", views.imprint, name="imprint"),
    path("privacy/", views.privacy, name="privacy"),
    path("conduct/", views.conduct, name="conduct"),
    path("pictures/<str:fingerprint>-<int:width>.webp", views.picture, name="picture"),
    path("pictures/<str:fingerprint>.webp", views.logo, name="logo"),
    path("team/", team, name="team"),
    path("team/search/", search, name="search"),
]
