"""Every seat by itself: the list with its search, and a seat's story."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from einlass.admission.queries import LONGEST_SEARCH, contingents_of
from einlass.admission.seat_map import STATES, SeatNow, holders_of, numbers_of_holders, seats_now
from einlass.admission.seat_story import story_of
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import Event, Role

PAGE = 50


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def seat_list(request: TeamRequest, event: Event) -> HttpResponse:
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    contingents = {one.code: one for one in contingents_of(event)}
    chosen = contingents.get(request.GET.get("contingent", ""))
    seats = [
        seat
        for seat in seats_now(event)
        if (state not in STATES or seat.state == state) and (chosen is None or seat.contingent == chosen.pk)
    ]
    if text:
        wanted = _numbers(event, text)
        seats = [seat for seat in seats if seat.number in wanted]
        if len(seats) == 1 and text.isdecimal():
            return redirect("admission:seat", event.slug, seats[0].number)
    page = Paginator(seats, PAGE).get_page(request.GET.get("page"))
    names = {one.pk: one for one in contingents.values()}
    holders = holders_of(event, [seat.number for seat in page.object_list])
    context = {
        "page": page,
        "rows": [
            {"seat": seat, "contingent": names.get(seat.contingent or 0), "holder": holders.get(seat.number, "")}
            for seat in page.object_list
        ],
        "contingents": contingents.values(),
        "states": STATES,
        "chosen": chosen,
        "text": text,
        "state": state,
    }
    return render(request, "admission/seat_list.html", context)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def seat_story(request: TeamRequest, event: Event, number: int) -> HttpResponse:
    seats = {seat.number: seat for seat in seats_now(event)}
    story = story_of(event, number)
    if not story and number not in seats:
        raise Http404
    seat = seats.get(number) or SeatNow(number, None, "gone")
    names = {one.pk: one for one in contingents_of(event)}
    context = {
        "seat": seat,
        "contingent": names.get(seat.contingent or 0),
        "story": story,
        "before": max((one for one in seats if one < number), default=None),
        "after": min((one for one in seats if one > number), default=None),
    }
    is_part = "HX-Request" in request.headers
    response = render(request, "admission/_seat.html" if is_part else "admission/seat.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _numbers(event: Event, text: str) -> set[int]:
    """Seats that a search means: one number, or whoever has or had them."""
    if len(text) > LONGEST_SEARCH:
        return set()
    if text.isdecimal() and len(text) < 8:
        return {int(text)}
    return numbers_of_holders(event, text)
