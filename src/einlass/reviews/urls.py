"""The team's pages about applications; config/urls.py puts them under the name of `applications`."""

from django.urls import path

from einlass.reviews import views
from einlass.reviews.duplicates import views as duplicates

urlpatterns = [
    path("team/applications/", views.inbox, name="inbox"),
    path("team/applications/decisions/", views.decisions, name="decisions"),
    path("team/applications/decisions/<int:stamp>/", views.decided, name="decided"),
    path("team/applications/decisions/<int:stamp>/undoing/", views.undoing, name="undoing"),
    path("team/applications/exports/", views.exports, name="exports"),
    path("team/applications/pool/", views.pool, name="pool"),
    path("team/applications/columns/", views.columns, name="columns"),
    path("team/applications/views/", views.saved_views, name="views"),
    path("team/applications/views/<str:code>/", views.saved_view, name="view"),
    path("team/applications/views/<str:code>/deletion/", views.view_deletion, name="view_deletion"),
    path("team/applications/tags/", views.tags, name="tags"),
    path("team/applications/tags/<str:code>/", views.tag, name="tag"),
    path("team/applications/tags/<str:code>/deletion/", views.tag_deletion, name="tag_deletion"),
    path("team/applications/tags/<str:code>/undoing/<int:stamp>/", views.tagging_undoing, name="tagging_undoing"),
    path("team/applications/taggings/", views.taggings, name="taggings"),
    path("team/applications/notes/<str:code>/", views.note, name="note"),
    path("team/applications/notes/<str:code>/deletion/", views.note_deletion, name="note_deletion"),
    path("team/applications/duplicates/", duplicates.duplicates, name="duplicates"),
    path("team/applications/duplicates/number/", duplicates.waiting_pairs, name="waiting_pairs"),
    path("team/applications/duplicates/<int:number>/", duplicates.pair, name="pair"),
    path("team/applications/duplicates/<int:number>/keeping/", duplicates.keeping, name="keeping"),
    path("team/applications/merges/<int:number>/", duplicates.merge, name="merge"),
    path("team/applications/merges/<int:number>/separation/", duplicates.separation, name="separation"),
    path("team/applications/<str:code>/", views.application, name="application"),
    path("team/applications/<str:code>/tags/", views.own_tags, name="own_tags"),
    path("team/applications/<str:code>/notes/", views.notes, name="notes"),
    path("team/applications/<str:code>/decision/", views.decision, name="decision"),
    path("team/applications/<str:code>/undoing/", views.undoing_one, name="undoing_one"),
    path("team/applications/<str:code>/by-hand/", views.by_hand, name="by_hand"),
    path("team/applications/<str:code>/extension/", views.extension, name="extension"),
    path("team/applications/<str:code>/reopening/", views.reopening, name="reopening"),
    path("team/applications/<str:code>/confirmation/", views.confirmation, name="confirmation"),
]
