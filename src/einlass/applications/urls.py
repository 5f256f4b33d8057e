from django.urls import path

from einlass.applications import views
from einlass.applications.builder.urls import urlpatterns as builder

app_name = "applications"
urlpatterns = [
    path("apply/", views.apply, name="apply"),
    path("apply/sent/", views.sent, name="sent"),
    path("apply/link/", views.link, name="link"),
    path("apply/link/sent/", views.link_sent, name="link_sent"),
    path("applications/<str:token>/proof/", views.proof, name="proof"),
    path("applications/<str:token>/edit/", views.edit, name="edit"),
    path("applications/<str:token>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("applications/<str:token>/files/<slug:key>/", views.file, name="file"),
    path("team/applications/<str:code>/files/<slug:key>/", views.team_file, name="team_file"),
    *builder,
]
