from django.urls import path

from einlass.programme.views import calendars, desk, public, releases, sessions, speakers

app_name = "programme"
urlpatterns = [
    path("schedule/", public.schedule, name="schedule"),
    path("schedule/now/", public.now, name="now"),
    path("schedule.ics", calendars.whole, name="calendar"),
    path("stages/<slug:key>/schedule.ics", calendars.of_stage, name="stage_calendar"),
    path("sessions/<str:code>/", public.session, name="session"),
    path("sessions/<str:code>/session.ics", calendars.of_session, name="session_calendar"),
    path("speakers/", public.speakers, name="speakers"),
    path("speakers/<str:code>/", public.speaker, name="speaker"),
    path("team/programme/", desk.desk, name="desk"),
    path("team/programme/preview/", desk.preview, name="preview"),
    path("team/programme/proposals/", desk.propose, name="propose"),
    path("team/programme/proposals/<str:code>/", desk.proposal, name="proposal"),
    path("team/programme/proposals/<str:code>/acceptance/", desk.accept, name="accept"),
    path("team/programme/releases/", releases.releases, name="releases"),
    path("team/programme/releases/<int:number>/restoration/", releases.restore, name="restore"),
    path("team/programme/sessions/new/", sessions.new, name="new_session"),
    path("team/programme/sessions/<str:code>/", sessions.edit, name="edit_session"),
    path("team/programme/sessions/<str:code>/slot/", sessions.place, name="place"),
    path("team/programme/sessions/<str:code>/slot/removal/", sessions.unplace, name="unplace"),
    path("team/programme/sessions/<str:code>/cancellation/", sessions.cancel, name="cancel"),
    path("team/programme/sessions/<str:code>/cancellation/removal/", sessions.reinstate, name="reinstate"),
    path("team/programme/sessions/<str:code>/deletion/", sessions.delete, name="delete"),
    path("team/programme/speakers/", speakers.listing, name="team_speakers"),
    path("team/programme/speakers/new/", speakers.new, name="new_speaker"),
    path("team/programme/speakers/<str:code>/", speakers.edit, name="edit_speaker"),
]
