from django.urls import path

from einlass.applications.builder import views

urlpatterns = [
    path("team/form/", views.form, name="form"),
    path("team/form/questions/new/", views.new_question, name="new_question"),
    path("team/form/questions/<slug:key>/", views.question, name="question"),
    path("team/form/questions/<slug:key>/place/", views.place, name="question_place"),
    path("team/form/questions/<slug:key>/removal/", views.removal, name="question_removal"),
    path("team/form/questions/<slug:key>/return/", views.returning, name="question_return"),
    path("team/form/questions/<slug:key>/deletion/", views.deletion, name="question_deletion"),
    path("team/form/preview/", views.preview, name="form_preview"),
    path("team/form/export/", views.export, name="form_export"),
    path("team/form/import/", views.import_form, name="form_import"),
    path("team/form/copy/", views.copy, name="form_copy"),
]
