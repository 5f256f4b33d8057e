from django.urls import path

from einlass.applications import views
from einlass.applications.builder.urls import urlpatterns as builder
from einlass.applications.importing import views as importing

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
    path("team/intake/blind-review/", views.blind_review, name="blind_review"),
    path("team/intake/retention/", views.retention, name="retention"),
    path("applications/<str:token>/proof/", views.proof, name="proof"),
    path("applications/<str:token>/edit/", views.edit, name="edit"),
    path("applications/<str:token>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("applications/<str:token>/files/<slug:key>/", views.file, name="file"),
    path("team/applications/<str:code>/files/<slug:key>/", views.team_file, name="team_file"),
    *builder,
    path("team/applications/entry/", views.entry, name="entry"),
    path("team/applications/imports/", importing.imports, name="imports"),
    path("team/applications/imports/<str:code>/", importing.sheet, name="sheet"),
    path("team/applications/imports/<str:code>/reading/", importing.sheet_reading, name="sheet_reading"),
    path("team/applications/imports/<str:code>/repairs/", importing.sheet_repairs, name="sheet_repairs"),
    path("team/applications/imports/<str:code>/left-out/", importing.sheet_left_out, name="sheet_left_out"),
    path("team/applications/imports/<str:code>/people/", importing.sheet_people, name="sheet_people"),
    path("team/applications/imports/<str:code>/undoing/", importing.import_undoing, name="import_undoing"),
    path("team/applications/imports/<str:code>/remapping/", importing.remapping, name="remapping"),
    path("team/applications/imports/<str:code>/importing/", importing.importing, name="importing"),
    path("team/applications/imports/<str:code>/retrial/", importing.retrial, name="retrial"),
    path("team/applications/imports/<str:code>/removal/", importing.sheet_removal, name="sheet_removal"),
    path("applications/<str:token>/team/departure/", views.departure, name="departure"),
    path("applications/<str:token>/data/", views.data, name="data"),
    path("applications/<str:token>/erasure/", views.erasure, name="erasure"),
]
