"""All addresses. Those of an event begin with its slug; each room of the house keeps its own."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from einlass.applications.urls import urlpatterns as applications
from einlass.checkin.api import addresses as api_addresses
from einlass.config.health import healthz
from einlass.events.access import public
from einlass.events.views import start
from einlass.reviews.urls import urlpatterns as decisions

handler400 = "einlass.web.views.bad_request"
handler404 = "einlass.web.views.not_found"

urlpatterns = [
    path("", start, name="start"),
    path("healthz", healthz, name="healthz"),
    path("language/", public(set_language), name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api_addresses()),
    path("", include("einlass.setup.urls")),
    path("<slug:slug>/", include("einlass.events.urls")),
    # The team reads applications where it decides about them: those pages are written in reviews/, under one name.
    path("<slug:slug>/", include(([*applications, *decisions], "applications"))),
    path("<slug:slug>/team/mail/", include("einlass.mail.room_urls")),
    path("<slug:slug>/", include("einlass.admission.urls")),
    path("<slug:slug>/", include("einlass.tickets.urls")),
    path("<slug:slug>/", include("einlass.programme.urls")),
    path("<slug:slug>/", include("einlass.checkin.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns.insert(4, path("mail/", include("einlass.mail.urls")))
