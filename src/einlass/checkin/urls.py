from django.urls import path

from einlass.checkin.views import scanner, scanner_app

app_name = "checkin"
urlpatterns = [
    path("door/", scanner.scanner, name="scanner"),
    path("door/devices/", scanner.own_device, name="own_device"),
    path("door/sw.js", scanner_app.service_worker, name="service_worker"),
    path("door/decoder.js", scanner_app.decoder, name="decoder"),
    path("door/manifest.webmanifest", scanner_app.manifest, name="manifest"),
]
