from django.urls import path

from einlass.setup.afterwards import views as afterwards
from einlass.setup.archiving import views as archiving
from einlass.setup.audit_trail import views as audit_trail
from einlass.setup.copying import views as copying
from einlass.setup.event_tasks import views as event_tasks
from einlass.setup.first_run import views as first_run
from einlass.setup.link_preview import views as link_preview
from einlass.setup.making import views as making
from einlass.setup.my_events import views as my_events
from einlass.setup.opening import views as opening
from einlass.setup.people import joining
from einlass.setup.people import views as people
from einlass.setup.rehearsing import views as rehearsing
from einlass.setup.rights import views as rights
from einlass.setup.sessions import views as sessions
from einlass.setup.settings import moving
from einlass.setup.settings import views as settings
from einlass.setup.subscriptions import views as subscriptions

app_name = "setup"
# Of the installation, before those of events: an event's slug is none of these words.
urlpatterns = [
    path("setup/second-factor/", first_run.second_factor, name="second_factor"),
    path("setup/passkey/", first_run.passkey, name="passkey"),
    path("setup/recovery-codes/", first_run.recovery_codes, name="recovery_codes"),
    path("setup/<str:secret>/", first_run.first_account, name="first_account"),
    path("accounts/sessions/", sessions.sessions, name="sessions"),
    path("accounts/sessions/others/removal/", sessions.other_sessions_removal, name="other_sessions_removal"),
    path("accounts/sessions/<str:code>/removal/", sessions.session_removal, name="session_removal"),
    path("events/", my_events.events, name="events"),
    path("events/new/", making.new_event, name="new_event"),
    path("events/creators/", my_events.creator_page, name="creators"),
    path("events/creators/new/", my_events.new_creator, name="new_creator"),
    path("events/creators/removals/", my_events.creator_removal, name="creator_removal"),
    path("events/import/", archiving.import_event, name="import_event"),
    path("events/tasks/<str:code>/", event_tasks.task, name="task"),
    path("events/tasks/<str:code>/stopping/", event_tasks.stopping, name="task_stopping"),
    path("events/deleted/<str:code>/", afterwards.deleted_event, name="deleted_event"),
    path(
        "events/deleted/<str:code>/draws/<int:number>/<str:part>.json", afterwards.deleted_draw, name="deleted_draw"
    ),
    path("<slug:slug>/preview/<str:language>-<str:fingerprint>.png", link_preview.picture, name="link_preview"),
    path("<slug:slug>/telling/", subscriptions.subscribing, name="subscribing"),
    path("<slug:slug>/telling/sent/", subscriptions.sent, name="subscription_sent"),
    path("<slug:slug>/telling/<str:token>/", subscriptions.confirmation, name="subscription"),
    path("<slug:slug>/telling/<str:token>/end/", subscriptions.ending, name="subscription_end"),
    path("<slug:slug>/joining/<str:token>/", joining.joining, name="joining"),
    path("<slug:slug>/team/people/", people.people, name="people"),
    path("<slug:slug>/team/people/leaving/", people.leaving, name="leaving"),
    path("<slug:slug>/team/people/invitations/", people.new_invitation, name="new_team_invitation"),
    path(
        "<slug:slug>/team/people/invitations/<str:code>/again/", people.invitation_again, name="team_invitation_again"
    ),
    path(
        "<slug:slug>/team/people/invitations/<str:code>/removal/",
        people.invitation_removal,
        name="team_invitation_removal",
    ),
    path("<slug:slug>/team/people/<int:number>/", people.member, name="member"),
    path(
        "<slug:slug>/team/people/<int:number>/second-factor/", people.second_factor_reset, name="second_factor_reset"
    ),
    path("<slug:slug>/team/people/<int:number>/sessions/", people.sessions_removal, name="member_sessions_removal"),
    path("<slug:slug>/team/people/<int:number>/removal/", people.member_removal, name="member_removal"),
    path("<slug:slug>/team/rights/", rights.rights, name="rights"),
    path("<slug:slug>/team/audit/", audit_trail.trail, name="audit_trail"),
    path("<slug:slug>/team/audit/verification/", audit_trail.verification, name="audit_verification"),
    path("<slug:slug>/team/audit/file/", audit_trail.trail_file, name="audit_file"),
    path("<slug:slug>/team/settings/", settings.overview, name="settings"),
    path("<slug:slug>/team/settings/copying/", copying.copying, name="copying"),
    path("<slug:slug>/team/settings/details/", settings.details, name="details"),
    path("<slug:slug>/team/settings/days/", settings.days, name="days"),
    path("<slug:slug>/team/settings/dates/", settings.dates, name="dates"),
    path("<slug:slug>/team/settings/dates/moving/", moving.moving, name="moving"),
    path("<slug:slug>/team/settings/seats/", settings.seats, name="seats"),
    path("<slug:slug>/team/settings/form/", settings.starting_form, name="starting_form"),
    path("<slug:slug>/team/settings/categories/", settings.categories, name="categories"),
    path("<slug:slug>/team/settings/stages/", settings.stages, name="stages"),
    path("<slug:slug>/team/settings/page/", settings.public_page, name="page"),
    path("<slug:slug>/team/settings/questions/", settings.questions_asked, name="questions_asked"),
    path("<slug:slug>/team/settings/legal/", settings.legal, name="legal"),
    path("<slug:slug>/team/settings/announcing/", settings.announcing, name="announcing"),
    path("<slug:slug>/team/settings/opening/", opening.checklist, name="opening"),
    path("<slug:slug>/team/settings/opening/now/", opening.opening, name="open_event"),
    path("<slug:slug>/team/settings/opening/mail-test/", opening.mail_test, name="mail_test"),
    path("<slug:slug>/team/settings/opening/mail-test/arrival/", opening.mail_test_arrival, name="mail_test_arrival"),
    path("<slug:slug>/team/settings/opening/removal/", opening.opening_removal, name="opening_removal"),
    path("<slug:slug>/team/settings/afterwards/", afterwards.afterwards, name="afterwards"),
    path("<slug:slug>/team/settings/afterwards/closing/", afterwards.closing, name="closing"),
    path("<slug:slug>/team/settings/afterwards/archiving/", afterwards.archiving, name="archiving"),
    path("<slug:slug>/team/settings/afterwards/reopening/", afterwards.reopening, name="reopening"),
    path("<slug:slug>/team/settings/afterwards/anonymising/", afterwards.anonymising, name="anonymising"),
    path("<slug:slug>/team/settings/afterwards/deletion/", afterwards.deletion, name="deletion"),
    path("<slug:slug>/team/settings/rehearsal/", rehearsing.rehearsal, name="rehearsal"),
    path("<slug:slug>/team/settings/rehearsal/removal/", rehearsing.rehearsal_removal, name="rehearsal_removal"),
    path("<slug:slug>/team/settings/afterwards/archive/", archiving.archive, name="archive"),
    path("<slug:slug>/team/settings/afterwards/archive/<str:code>.zip", archiving.archive_file, name="archive_file"),
]
