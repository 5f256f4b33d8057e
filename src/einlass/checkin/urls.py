from django.urls import path

from einlass.checkin.views import scanner

app_name = "checkin"
urlpatterns = [
    path("door/", scanner.scanner, name="scanner"),
    path("door/devices/", scanner.own_device, name="own_device"),
]
