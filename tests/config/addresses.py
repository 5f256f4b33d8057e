"""Who may open which page: every address with its rule, and how to make what stands in it.

The table is the whole truth about access. A new address fails in test_access.py until it stands here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from einlass.admission.actions import give_value, solve_draw, start_rehearsal
from einlass.events.access import AccessRule
from einlass.events.models import Event, Membership, Role
from einlass.programme.actions import propose_day
from einlass.reviews.loaders import stamp_of
from tests.builders import NOON, make_application, make_member, make_question, make_stage, make_upload
from tests.builders.admission import (
    make_announcement,
    make_committed_draw,
    make_contingent,
    make_entrant,
    make_frozen_draw,
    make_guest,
    make_open_offer,
    make_partner_contingent,
    make_solved_draw,
)
from tests.builders.checkin import make_device, make_gate
from tests.builders.duplicates import make_merge, make_pair
from tests.builders.group_messages import make_group_message
from tests.builders.mail import make_message
from tests.builders.programme import make_placed_session, make_release, make_session, make_speaker
from tests.builders.reviews import make_decision, make_note, make_tag, make_view
from tests.builders.setup import make_deleted_event, make_team_invitation
from tests.builders.sheets import make_upload as make_sheet
from tests.builders.tickets import make_ticket

MAIL_CONTEXT = {"name": "Anna", "event_name": "Fest", "event_slug": "fest", "code": "7KQ3M9XR", "version": 1}
Arguments = Callable[[Event], dict[str, Any]]


@dataclass(frozen=True)
class Address:
    """rule: as the view must carry it; arguments: what stands in the address beside the event, made for the event.

    is_own: it belongs to one member, and to the others it is not there.
    """

    rule: AccessRule
    arguments: Arguments
    in_event: bool = True
    is_own: bool = False


def nothing(event: Event) -> dict[str, Any]:
    return {}


def a_message(event: Event) -> dict[str, Any]:
    return {"code": make_message(event=event, template="applications/link_again", context=MAIL_CONTEXT).code}


def a_group_message(event: Event) -> dict[str, Any]:
    return {"code": make_group_message(event).code}


def a_mail_text(event: Event) -> dict[str, Any]:
    return {"room": "applications", "mail": "counts", "language": event.languages[0]}


def public(arguments: Arguments = nothing) -> Address:
    return Address(AccessRule("public"), arguments)


def outside(kind: str, arguments: Arguments = nothing) -> Address:
    return Address(AccessRule(kind), arguments, in_event=False)


def link(**more: str) -> Address:
    return Address(AccessRule("link"), lambda event: {"token": "FORGED.1~xxxxxx~yyyyyyyy", **more})


def staff(*roles: str, looking: tuple[str, ...] = (), arguments: Arguments = nothing) -> Address:
    return Address(AccessRule("staff", frozenset({"owner", *roles, *looking}), frozenset(looking)), arguments)


def everybody(arguments: Arguments = nothing) -> Address:
    """In the team."""
    return staff(*Role.values, arguments=arguments)


def organisers(arguments: Arguments = nothing) -> Address:
    return staff("organiser", arguments=arguments)


def organisers_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", looking=("viewer",), arguments=arguments)


def ledger_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", looking=("viewer", "partners"), arguments=arguments)


def partner_team(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "partners", arguments=arguments)


def partners_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "partners", looking=("viewer",), arguments=arguments)


def programme_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "programme", looking=("viewer",), arguments=arguments)


def schedule_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "programme", looking=("viewer", "stage"), arguments=arguments)


def sessions_team(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "programme", "stage", arguments=arguments)


def sessions_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "programme", "stage", looking=("viewer",), arguments=arguments)


def programme_team(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "programme", arguments=arguments)


def door(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "door", arguments=arguments)


def door_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "door", looking=("viewer",), arguments=arguments)


def readers_seen(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "reviewer", looking=("viewer",), arguments=arguments)


def readers(arguments: Arguments = nothing) -> Address:
    return staff("organiser", "reviewer", arguments=arguments)


def owner_alone(arguments: Arguments) -> Address:
    return Address(readers().rule, arguments, is_own=True)


def a_task(event: Event) -> dict[str, Any]:
    """Of somebody else; whoever asked for it sees it (tests/setup/test_event_tasks.py)."""
    return {"code": "0123456789ab"}


def a_deleted_event(event: Event) -> dict[str, Any]:
    return {"code": make_deleted_event().code}


def a_deleted_draw(event: Event) -> dict[str, Any]:
    return a_deleted_event(event) | {"number": 1, "part": "result"}


def a_mail(event: Event) -> dict[str, Any]:
    return {"code": "0123456789abcdef"}


def an_attachment(event: Event) -> dict[str, Any]:
    return {"code": "0123456789abcdef", "number": 0}


def an_application(event: Event) -> dict[str, Any]:
    return {"code": make_application(event).code}


def a_question(event: Event) -> dict[str, Any]:
    return {"key": make_question(event).key}


def a_file(event: Event) -> dict[str, Any]:
    make_question(event, key="cv", kind="file", file_types=["pdf"])
    return {"code": make_upload(make_application(event), "cv").application.code, "key": "cv"}


def decided_together(event: Event) -> dict[str, Any]:
    return {"stamp": stamp_of(make_decision(make_application(event)).decided_at)}


def a_view(event: Event) -> dict[str, Any]:
    return {"code": make_view(event).code}


def a_tag(event: Event) -> dict[str, Any]:
    return {"code": make_tag(event).code}


def a_tagging(event: Event) -> dict[str, Any]:
    return {"code": make_tag(event).code, "stamp": stamp_of(NOON)}


def a_note(event: Event) -> dict[str, Any]:
    return {"code": make_note(make_application(event)).code}


def a_sheet(event: Event) -> dict[str, Any]:
    return {"code": make_sheet(event, [["Name", "E-Mail"], ["Ada", "ada@example.org"]], make_member(event)).code}


def a_pair(event: Event) -> dict[str, Any]:
    return {"number": make_pair(event).pk}


def a_merge(event: Event) -> dict[str, Any]:
    return {"number": make_merge(event, by=make_member(event)).pk}


def an_announcement(event: Event) -> dict[str, Any]:
    return {"code": make_announcement(event).code}


def a_draw(event: Event) -> dict[str, Any]:
    make_contingent(event)
    make_entrant(event)
    return {"code": make_frozen_draw(event).code}


def a_part_of_the_verifier(event: Event) -> dict[str, Any]:
    return a_draw(event) | {"name": "levels"}


def a_partner(event: Event) -> dict[str, Any]:
    partner = make_partner_contingent(event).partner
    return {"code": partner.code if partner else ""}


def press(event: Event) -> dict[str, Any]:
    return {"code": make_contingent(event, purpose="press").code}


def a_guest(event: Event) -> dict[str, Any]:
    guest = make_guest(make_partner_contingent(event))
    return {"code": guest.contingent.code, "guest": guest.code}


def a_solved_draw(event: Event) -> dict[str, Any]:
    make_contingent(event)
    make_entrant(event)
    return {"code": make_solved_draw(event).code}


def a_committed_draw(event: Event) -> dict[str, Any]:
    make_contingent(event)
    make_entrant(event)
    return {"code": make_committed_draw(event).code}


def a_held_draw(event: Event) -> dict[str, Any]:
    make_contingent(event)
    make_entrant(event)
    draw = make_committed_draw(event, publish_at=NOON + timedelta(hours=1))
    return {"code": give_value(draw, "1 1 1", by=make_member(event), at=NOON).code}


def a_rehearsed_file(event: Event) -> dict[str, Any]:
    make_contingent(event)
    make_entrant(event)
    draw = start_rehearsal(event, by=make_member(event), at=NOON)
    assert draw is not None
    solve_draw(draw, at=NOON)
    return {"code": draw.code, "name": "lottery.json"}


def an_offer(event: Event) -> dict[str, Any]:
    return {"code": make_open_offer(make_application(event), make_contingent(event)).code}


def a_seat(event: Event) -> dict[str, Any]:
    make_contingent(event)
    return {"number": 1}


def a_ticket(event: Event) -> dict[str, Any]:
    return {"code": make_ticket(event).code}


def a_stage(event: Event) -> dict[str, Any]:
    return {"key": make_stage(event).key}


def a_session(event: Event) -> dict[str, Any]:
    return {"code": make_session(event).code}


def a_speaker(event: Event) -> dict[str, Any]:
    return {"code": make_speaker(event).code}


def a_proposal(event: Event) -> dict[str, Any]:
    make_stage(event)
    make_session(event)
    return {"code": propose_day(event, seed=1, steps=10, by="worker", at=NOON).code}


def a_release(event: Event) -> dict[str, Any]:
    make_placed_session(event, make_stage(event), event.starts_at)
    return {"number": make_release(event).number}


def a_team_invitation(event: Event) -> dict[str, Any]:
    return {"code": make_team_invitation(event).code}


def a_membership(event: Event) -> dict[str, Any]:
    make_member(event)
    return {"number": Membership.objects.filter(event=event).latest("pk").pk}


def a_gate(event: Event) -> dict[str, Any]:
    return {"code": make_gate(event).code}


def a_device(event: Event) -> dict[str, Any]:
    return {"code": make_device(make_gate(event)).code}


ADDRESSES: dict[str, Address] = {
    "start": outside("public"),
    "healthz": outside("public"),
    "set_language": outside("public"),
    "setup:first_account": outside("set-up", lambda event: {"secret": "guessed"}),
    "setup:sessions": outside("account"),
    "setup:session_removal": outside("account", lambda event: {"code": "guessed"}),
    "setup:other_sessions_removal": outside("account"),
    "setup:second_factor": outside("account"),
    "setup:passkey": outside("account"),
    "setup:recovery_codes": outside("account"),
    "setup:events": outside("account"),
    "setup:new_event": outside("creator"),
    "setup:creators": outside("creator"),
    "setup:new_creator": outside("creator"),
    "setup:creator_removal": outside("creator"),
    "setup:task": outside("account", a_task),
    "setup:task_stopping": outside("account", a_task),
    "setup:deleted_event": outside("public", a_deleted_event),
    "setup:deleted_draw": outside("public", a_deleted_draw),
    "setup:import_event": outside("creator"),
    "setup:archive": staff(),
    "setup:archive_file": Address(staff().rule, a_task, is_own=True),
    "setup:rehearsal": organisers(),
    "setup:rehearsal_removal": organisers(),
    "setup:afterwards": organisers(),
    "setup:closing": organisers(),
    "setup:archiving": staff(),
    "setup:reopening": staff(),
    "setup:anonymising": staff(),
    "setup:deletion": staff(),
    "setup:joining": link(),
    "setup:subscribing": public(),
    "setup:subscription_sent": public(),
    "setup:subscription": link(),
    "setup:subscription_end": link(),
    "mailroom:outbox": organisers(),
    "mailroom:sendings": organisers(lambda event: {"problem": "unwritable"}),
    "mailroom:message": organisers(a_message),
    "mailroom:message_html": organisers(a_message),
    "mailroom:sending": organisers(a_message),
    "mailroom:holding": organisers(a_message),
    "mailroom:release": organisers(a_message),
    "mailroom:group_messages": organisers(),
    "mailroom:new_group_message": organisers(),
    "mailroom:group_preview": organisers(),
    "mailroom:group_message": organisers(a_group_message),
    "mailroom:group_receivers": organisers(a_group_message),
    "mailroom:group_test": organisers(a_group_message),
    "mailroom:group_sending": organisers(a_group_message),
    "mailroom:group_taking_back": organisers(a_group_message),
    "mailroom:group_stop": organisers(a_group_message),
    "mailroom:group_going_on": organisers(a_group_message),
    "mailroom:texts": organisers(),
    "mailroom:text": organisers(a_mail_text),
    "mailroom:text_preview": organisers(a_mail_text),
    "mailroom:text_test": organisers(a_mail_text),
    "mailroom:text_default": organisers(a_mail_text),
    "mailroom:text_again": organisers(a_mail_text),
    "setup:people": organisers_seen(),
    "setup:leaving": everybody(),
    "setup:new_team_invitation": staff(),
    "setup:team_invitation_again": staff(arguments=a_team_invitation),
    "setup:team_invitation_removal": staff(arguments=a_team_invitation),
    "setup:member": staff(arguments=a_membership),
    "setup:second_factor_reset": staff(arguments=a_membership),
    "setup:member_sessions_removal": staff(arguments=a_membership),
    "setup:member_removal": staff(arguments=a_membership),
    "setup:rights": everybody(),
    "setup:audit_trail": organisers(),
    "setup:audit_verification": organisers(),
    "setup:audit_file": organisers(),
    "setup:copying": organisers(),
    "setup:moving": organisers(),
    "setup:link_preview": public(lambda event: {"language": "en", "fingerprint": "0123456789abcdef"}),
    "setup:details": organisers_seen(),
    "setup:days": organisers_seen(),
    "setup:dates": organisers_seen(),
    "setup:seats": organisers_seen(),
    "setup:starting_form": organisers_seen(),
    "setup:categories": organisers_seen(),
    "setup:stages": organisers_seen(),
    "setup:page": organisers_seen(),
    "setup:questions_asked": organisers_seen(),
    "setup:legal": organisers_seen(),
    "setup:announcing": organisers_seen(),
    "setup:opening": organisers_seen(),
    "setup:open_event": organisers(),
    "setup:opening_removal": organisers(),
    "setup:mail_test": organisers(),
    "setup:mail_test_arrival": organisers(),
    "setup:settings": organisers_seen(),
    "events:imprint": public(),
    "events:privacy": public(),
    "events:conduct": public(),
    "events:logo": public(lambda event: {"fingerprint": "0123456789abcdef"}),
    "events:picture": public(lambda event: {"fingerprint": "0123456789abcdef", "width": 640}),
    "mail:mailbox": outside("development"),
    "mail:mail": outside("development", a_mail),
    "mail:mail_html": outside("development", a_mail),
    "mail:mail_attachment": outside("development", an_attachment),
    "api-1:openapi-json": outside("public"),
    "api-1:api-root": outside("public"),
    "api-1:pair": outside("device"),
    "api-1:snapshot": outside("device"),
    "api-1:changes": outside("device"),
    "api-1:scans": outside("device"),
    "events:event": public(),
    "events:brand": public(),
    "events:search": everybody(),
    "events:team": everybody(),
    "applications:apply": public(),
    "applications:sent": public(),
    "applications:challenge": public(),
    "applications:link": public(),
    "applications:link_sent": public(),
    "applications:proof": link(),
    "applications:edit": link(),
    "applications:withdrawal": link(),
    "applications:file": link(key="cv"),
    "applications:team_file": readers(a_file),
    "applications:form": organisers_seen(),
    "applications:new_question": organisers(),
    "applications:question": organisers_seen(a_question),
    "applications:question_place": organisers(a_question),
    "applications:question_removal": organisers(a_question),
    "applications:question_return": organisers(a_question),
    "applications:question_deletion": organisers(a_question),
    "applications:form_preview": organisers(),
    "applications:form_export": organisers(),
    "applications:form_import": organisers(),
    "applications:form_copy": organisers(),
    "applications:entry": organisers(),
    "applications:imports": organisers(),
    "applications:sheet": organisers(a_sheet),
    "applications:sheet_reading": organisers(a_sheet),
    "applications:sheet_repairs": organisers(a_sheet),
    "applications:sheet_left_out": organisers(a_sheet),
    "applications:sheet_people": organisers(a_sheet),
    "applications:import_undoing": organisers(a_sheet),
    "applications:remapping": organisers(a_sheet),
    "applications:importing": organisers(a_sheet),
    "applications:retrial": organisers(a_sheet),
    "applications:sheet_removal": organisers(a_sheet),
    "applications:duplicates": organisers_seen(),
    "applications:waiting_pairs": organisers_seen(),
    "applications:pair": organisers_seen(a_pair),
    "applications:keeping": organisers(a_pair),
    "applications:merge": organisers_seen(a_merge),
    "applications:separation": organisers(a_merge),
    "applications:by_hand": organisers(an_application),
    "applications:extension": organisers(an_application),
    "applications:reopening": organisers(an_application),
    "applications:confirmation": organisers(an_application),
    "applications:departure": link(),
    "applications:data": link(),
    "applications:erasure": link(),
    "applications:erased": public(),
    "applications:inbox": readers_seen(),
    "applications:consents": readers_seen(an_application),
    "applications:intake": organisers_seen(),
    "applications:intake_settings": organisers(),
    "applications:blind_review": organisers(),
    "applications:retention": organisers_seen(),
    "applications:application": readers_seen(an_application),
    "applications:decisions": organisers(),
    "applications:exports": organisers(),
    "applications:decided": readers_seen(decided_together),
    "applications:undoing": organisers(decided_together),
    "applications:decision": organisers(an_application),
    "applications:undoing_one": organisers(an_application),
    "applications:pool": readers_seen(),
    "applications:columns": readers(),
    "applications:views": readers_seen(),
    "applications:view": owner_alone(a_view),
    "applications:view_deletion": owner_alone(a_view),
    "applications:tags": readers_seen(),
    "applications:tag": organisers(a_tag),
    "applications:tag_deletion": organisers(a_tag),
    "applications:tagging_undoing": readers(a_tagging),
    "applications:taggings": readers(),
    "applications:own_tags": readers(an_application),
    "applications:notes": readers(an_application),
    "applications:note": owner_alone(a_note),
    "applications:note_deletion": owner_alone(a_note),
    "admission:applicant": link(),
    "admission:offer": link(),
    "admission:acceptance": link(),
    "admission:refusal": link(),
    "admission:invitation": link(),
    "admission:invitation_acceptance": link(),
    "admission:invitation_refusal": link(),
    "admission:invitation_data": link(),
    "admission:invitation_erasure": link(),
    "admission:invitation_erased": public(),
    "admission:partner": link(),
    "admission:partner_naming": link(),
    "admission:partner_guest_list": link(),
    "admission:partner_return": link(),
    "admission:partner_guest": link(code="ABCDEFGH"),
    "admission:partner_replacement": link(code="ABCDEFGH"),
    "admission:partner_withdrawal": link(code="ABCDEFGH"),
    "admission:partner_mailing": link(code="ABCDEFGH"),
    "admission:partner_renewal": link(code="ABCDEFGH"),
    "admission:partners": partners_seen(),
    "admission:new_partner": partners_seen(),
    "admission:partner_desk": partners_seen(a_partner),
    "admission:partner_change": partners_seen(a_partner),
    "admission:partner_link": partner_team(a_partner),
    "admission:partner_link_revocation": partner_team(a_partner),
    "admission:partner_reminder": partner_team(a_partner),
    "admission:team_guests": partners_seen(press),
    "admission:team_naming": partner_team(press),
    "admission:team_guest_list": partners_seen(press),
    "admission:team_return": partners_seen(press),
    "admission:team_guest": partners_seen(a_guest),
    "admission:team_replacement": partner_team(a_guest),
    "admission:team_withdrawal": partner_team(a_guest),
    "admission:team_mailing": partner_team(a_guest),
    "admission:team_renewal": partner_team(a_guest),
    "admission:team_rule": link(),
    "admission:public_draws": public(),
    "admission:proof": public(),
    "admission:draw": public(a_draw),
    "admission:lottery": public(a_draw),
    "admission:result": public(a_draw),
    "admission:draw_announcement": public(a_draw),
    "admission:draw_module": public(a_draw),
    "admission:verify_module": public(a_draw),
    "admission:verify_part": public(a_part_of_the_verifier),
    "admission:check": public(a_draw),
    "admission:stage": public(a_draw),
    "admission:verifier": public(a_draw),
    "admission:draws": organisers_seen(),
    "admission:freezing": organisers_seen(),
    "admission:draw_desk": organisers_seen(a_draw),
    "admission:solve": organisers_seen(a_draw),
    "admission:rehearsal": organisers(),
    "admission:review": organisers_seen(a_solved_draw),
    "admission:commitment": organisers_seen(a_solved_draw),
    "admission:drand_round": organisers(a_draw),
    "admission:drand_fetching": organisers(a_draw),
    "admission:rehearsed_file": organisers(a_rehearsed_file),
    "admission:value": organisers_seen(a_committed_draw),
    "admission:publication": organisers_seen(a_held_draw),
    "admission:disposal": organisers(a_draw),
    "admission:annulment": organisers(a_draw),
    "admission:draw_offers": organisers(a_draw),
    "admission:waiting": organisers(a_draw),
    "admission:offers": organisers_seen(),
    "admission:admitted": organisers_seen(),
    "admission:refill": organisers_seen(),
    "admission:offer_plan": organisers_seen(),
    "admission:waves": organisers_seen(),
    "admission:wave_start": organisers(),
    "admission:wave_plan": organisers(),
    "admission:announcement": organisers_seen(),
    "admission:cancellation": organisers(an_announcement),
    "admission:preview": organisers_seen(lambda event: {"kind": "waiting", "language": "en"}),
    "admission:parts": organisers_seen(a_draw),
    "admission:parts_stop": organisers(a_draw),
    "admission:offer_desk": organisers_seen(an_offer),
    "admission:revocation": organisers(an_offer),
    "admission:mailing": organisers(an_offer),
    "admission:renewal": organisers(an_offer),
    "admission:quotas": organisers_seen(),
    "admission:quota_effect": organisers(),
    "admission:seats": ledger_seen(),
    "admission:moves": organisers(),
    "admission:sizes": organisers(),
    "admission:contingents": organisers(),
    "admission:return_days": organisers(),
    "admission:overbooking": organisers_seen(),
    "admission:simulation": organisers_seen(),
    "admission:assumptions": organisers(),
    "admission:seat_list": organisers_seen(),
    "admission:seat": organisers_seen(a_seat),
    "tickets:ticket": link(),
    "tickets:pdf": link(),
    "tickets:calendar": link(),
    "tickets:qr_svg": link(),
    "tickets:qr_png": link(),
    "tickets:list": organisers_seen(),
    "tickets:mailing": organisers(a_ticket),
    "programme:schedule": public(),
    "programme:now": public(),
    "programme:calendar": public(),
    "programme:stage_calendar": public(a_stage),
    "programme:session": public(a_session),
    "programme:session_calendar": public(a_session),
    "programme:speakers": public(),
    "programme:speaker": public(a_speaker),
    "programme:desk": schedule_seen(),
    "programme:preview": schedule_seen(),
    "programme:propose": programme_team(),
    "programme:proposal": programme_seen(a_proposal),
    "programme:accept": programme_team(a_proposal),
    "programme:releases": schedule_seen(),
    "programme:restore": programme_team(a_release),
    "programme:new_session": sessions_team(),
    "programme:edit_session": sessions_seen(a_session),
    "programme:place": sessions_team(a_session),
    "programme:unplace": sessions_team(a_session),
    "programme:cancel": sessions_team(a_session),
    "programme:reinstate": sessions_team(a_session),
    "programme:delete": sessions_team(a_session),
    "programme:team_speakers": sessions_seen(),
    "programme:new_speaker": sessions_team(),
    "programme:edit_speaker": sessions_seen(a_speaker),
    "checkin:scanner": public(),
    "checkin:service_worker": public(),
    "checkin:decoder": public(),
    "checkin:manifest": public(),
    "checkin:own_device": door(),
    "checkin:board": door_seen(),
    "checkin:find": door_seen(),
    "checkin:entry": door(),
    "checkin:withdrawal": door(a_ticket),
    "checkin:gates": door_seen(),
    "checkin:new_gate": organisers(),
    "checkin:gate": organisers_seen(a_gate),
    "checkin:new_device": door(),
    "checkin:device": door(a_device),
    "checkin:revocation": door(a_device),
}
