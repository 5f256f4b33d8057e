from django.urls import path

from einlass.checkin.views import board, desk, gates, scanner, scanner_app

app_name = "checkin"
urlpatterns = [
    path("door/", scanner.scanner, name="scanner"),
    path("door/devices/", scanner.own_device, name="own_device"),
    path("door/sw.js", scanner_app.service_worker, name="service_worker"),
    path("door/decoder.js", scanner_app.decoder, name="decoder"),
    path("door/manifest.webmanifest", scanner_app.manifest, name="manifest"),
    path("team/door/", board.live_board, name="board"),
    path("team/door/find/", desk.find, name="find"),
    path("team/door/entries/", desk.entry, name="entry"),
    path("team/door/entries/<str:code>/withdrawal/", desk.withdrawal, name="withdrawal"),
    path("team/door/gates/", gates.gates, name="gates"),
    path("team/door/gates/new/", gates.new_gate, name="new_gate"),
    path("team/door/gates/<str:code>/", gates.one_gate, name="gate"),
    path("team/door/devices/", gates.new_device, name="new_device"),
    path("team/door/devices/<str:code>/", gates.device, name="device"),
    path("team/door/devices/<str:code>/revocation/", gates.revocation, name="revocation"),
]
