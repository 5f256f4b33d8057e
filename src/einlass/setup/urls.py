from django.urls import path

from einlass.setup.first_run import views as first_run
from einlass.setup.my_events import views as my_events

app_name = "setup"
# Of the installation, before those of events: an event's slug is none of these words.
urlpatterns = [
    path("setup/second-factor/", first_run.second_factor, name="second_factor"),
    path("setup/passkey/", first_run.passkey, name="passkey"),
    path("setup/recovery-codes/", first_run.recovery_codes, name="recovery_codes"),
    path("setup/<str:secret>/", first_run.first_account, name="first_account"),
    path("events/", my_events.events, name="events"),
    path("events/creators/", my_events.creator_page, name="creators"),
    path("events/creators/new/", my_events.new_creator, name="new_creator"),
    path("events/creators/removals/", my_events.creator_removal, name="creator_removal"),
]
