from django.urls import path

from einlass.admission.views import applicant, draws, offer, offers, public_draw, seat_list, seats

app_name = "admission"
urlpatterns = [
    path("applications/<str:token>/", applicant.applicant, name="applicant"),
    path("offers/<str:token>/", offer.offer_page, name="offer"),
    path("offers/<str:token>/acceptance/", offer.acceptance, name="acceptance"),
    path("offers/<str:token>/refusal/", offer.refusal, name="refusal"),
    path("draws/<str:code>/", public_draw.draw_page, name="draw"),
    path("draws/<str:code>/lottery.json", public_draw.lottery, name="lottery"),
    path("draws/<str:code>/result.json", public_draw.result, name="result"),
    path("draws/<str:code>/verify.py", public_draw.verifier, name="verifier"),
    path("team/draws/", draws.draw_list, name="draws"),
    path("team/draws/<str:code>/", draws.draw_desk, name="draw_desk"),
    path("team/draws/<str:code>/solve/", draws.solve, name="solve"),
    path("team/draws/<str:code>/value/", draws.value, name="value"),
    path("team/draws/<str:code>/annulment/", draws.annulment, name="annulment"),
    path("team/draws/<str:code>/offers/", draws.draw_offers, name="draw_offers"),
    path("team/draws/<str:code>/waiting/", draws.waiting, name="waiting"),
    path("team/offers/", offers.offer_list, name="offers"),
    path("team/offers/admitted/", offers.admitted, name="admitted"),
    path("team/offers/refill/", offers.refill, name="refill"),
    path("team/offers/<str:code>/", offers.offer_desk, name="offer_desk"),
    path("team/offers/<str:code>/revocation/", offers.revocation, name="revocation"),
    path("team/offers/<str:code>/mailing/", offers.mailing, name="mailing"),
    path("team/offers/<str:code>/renewal/", offers.renewal, name="renewal"),
    path("team/seats/", seats.seat_page, name="seats"),
    path("team/seats/moves/", seats.moves, name="moves"),
    path("team/seats/sizes/", seats.sizes, name="sizes"),
    path("team/seats/contingents/", seats.contingents, name="contingents"),
    path("team/seats/return-days/", seats.return_days, name="return_days"),
    path("team/seats/list/", seat_list.seat_list, name="seat_list"),
    path("team/seats/<int:number>/", seat_list.seat_story, name="seat"),
]
