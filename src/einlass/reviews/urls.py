"""The team's pages about applications; config/urls.py puts them under the name of `applications`."""

from django.urls import path

from einlass.reviews import views

urlpatterns = [
    path("team/applications/", views.inbox, name="inbox"),
    path("team/applications/decisions/", views.decisions, name="decisions"),
    path("team/applications/decisions/<int:stamp>/", views.decided, name="decided"),
    path("team/applications/decisions/<int:stamp>/undoing/", views.undoing, name="undoing"),
    path("team/applications/exports/", views.exports, name="exports"),
    path("team/applications/<str:code>/", views.application, name="application"),
    path("team/applications/<str:code>/decision/", views.decision, name="decision"),
    path("team/applications/<str:code>/undoing/", views.undoing_one, name="undoing_one"),
]
