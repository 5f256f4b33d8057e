from django.urls import path

from einlass.admission import views

app_name = "admission"
urlpatterns = [
    path("applications/<str:token>/", views.applicant, name="applicant"),
]
