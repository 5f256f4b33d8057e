from django.urls import path

from einlass.applications import views

app_name = "applications"
urlpatterns = [
    path("apply/", views.apply, name="apply"),
    path("apply/sent/", views.sent, name="sent"),
    path("apply/challenge/", views.challenge, name="challenge"),
    path("apply/link/", views.link, name="link"),
    path("apply/link/sent/", views.link_sent, name="link_sent"),
    path("apply/erased/", views.erased, name="erased"),
    path("team/applications/<str:code>/consents/", views.consents, name="consents"),
    path("team/intake/", views.intake, name="intake"),
    path("team/intake/settings/", views.intake_settings, name="intake_settings"),
    path("team/intake/retention/", views.retention, name="retention"),
    path("applications/<str:token>/proof/", views.proof, name="proof"),
    path("applications/<str:token>/edit/", views.edit, name="edit"),
    path("applications/<str:token>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("applications/<str:token>/team/departure/", views.departure, name="departure"),
    path("applications/<str:token>/data/", views.data, name="data"),
    path("applications/<str:token>/erasure/", views.erasure, name="erasure"),
]
