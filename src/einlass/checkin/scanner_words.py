"""What the scanner says, in the active language, for its script. {name} is filled in there."""

from django.utils.translation import gettext as _


def scanner_words() -> dict[str, str]:
    return {**_verdicts(), **_reasons(), **_sync(), **_checks(), **_finding(), **_pairing(), **_times()}


def _verdicts() -> dict[str, str]:
    return {
        "welcome": _("Welcome"),
        "again": _("Already in"),
        "refused": _("Stop"),
        "let_in_again": _("Let in again"),
        "unlisted_name": _("Name not on this phone yet"),
        "not_listed": _("Genuine ticket, issued after this phone's list was last brought up to date."),
        "entered_at": _("Came in at {time} ({ago})"),
        "entered_where": _("{gate} · scanned by {device}"),
        "last_scan": _("{name}, {time}"),
        "undone": _("Taken back: the last scan of {name}."),
        "double_entry": _("Double entry: {name} had already come in at {time}, {gate}."),
        "saving": _("Saving …"),
        "not_saved": _("This phone could not save the scan. Nothing was counted; scan again or use another phone."),
        "decoder_restarted": _("The camera reader was restarted. Please hold the code up again."),
    }


def _reasons() -> dict[str, str]:
    return {
        "replaced_reason": _("A newer ticket has taken this one's place."),
        "replaced_advice": _("Ask for the newest ticket mail, or find the name."),
        "revoked_reason": _("This ticket was cancelled."),
        "revoked_advice": _("Please send the person to the help desk."),
        "wrong_category_reason": _("This kind of ticket does not enter at this gate."),
        "wrong_category_advice": _("Please send the person to another gate or to the help desk."),
        "gate_closed_reason": _("This gate is open from {opens} to {closes}."),
        "gate_closed_advice": _("Please ask the person to wait, or to use another gate."),
        "other_event_reason": _("A ticket for another event."),
        "other_event_advice": _("Ask for the ticket for {event}."),
        "forged_reason": _("Not a genuine ticket: the signature is wrong."),
        "forged_advice": _("Do not let in. Call the organisers; the code was kept for them."),
        "unreadable_reason": _("This code is not a ticket."),
        "unreadable_advice": _("Ask for the ticket's own code, or find the name."),
    }


def _sync() -> dict[str, str]:
    return {
        "scans_waiting_one": _("1 scan waiting"),
        "scans_waiting_other": _("{number} scans waiting"),
        "sync_starting": _("Connecting …"),
        "sync_current": _("Up to date {ago}"),
        "sync_offline": _("No network: scanning goes on"),
        "sync_offline_waiting": _("No network: {scans}, nothing is lost"),
        "sync_ended": _("Disconnected by the organisers: {scans}, kept here"),
        "sync_troubled": _("The server refuses: {scans}, kept here"),
    }


def _checks() -> dict[str, str]:
    return {
        "mood_good": _("ready"),
        "mood_wait": _("note"),
        "mood_bad": _("problem"),
        "check_tickets_one": _("1 ticket on this phone"),
        "check_tickets_other": _("{number} tickets on this phone"),
        "check_no_tickets": _("No tickets on this phone yet"),
        "check_keys_one": _("Genuine tickets can be told (1 key)"),
        "check_keys_other": _("Genuine tickets can be told ({number} keys)"),
        "check_no_keys": _("No keys: tickets cannot be checked"),
        "clock_right": _("The clock is right"),
        "clock_unknown": _("The clock was not compared yet"),
        "clock_wrong_one": _("The clock is 1 minute off; Einlass corrects it"),
        "clock_wrong_other": _("The clock is {number} minutes off; Einlass corrects it"),
        "camera_on": _("The camera runs"),
        "camera_off": _("The camera is off until you start"),
        "camera_rests": _("The camera rests, to save power."),
        "camera_denied": _("The camera is not allowed. Allow it in the browser's settings for this page."),
        "camera_missing": _("This device has no camera. Type codes or find names."),
        "camera_busy": _("The camera cannot be used; perhaps another app has it."),
        "camera_insecure": _("The camera works only on a secure address (https). Type codes or find names."),
        "camera_number": _("Camera {number}"),
        "sound_on": _("Sound is on"),
        "sound_off": _("Sound starts with the first touch"),
        "offline_ready": _("Starts without a network, too"),
        "offline_not_ready": _("Needs the network to start; stays usable once open"),
        "storage_kept": _("The browser keeps the scans for good"),
        "storage_at_risk": _("Install the page on the home screen so that the browser keeps the scans"),
    }


def _finding() -> dict[str, str]:
    return {
        "type_nothing": _("Type the code that stands below the ticket's symbol."),
        "type_unknown": _("No ticket on this phone has this code. Look at it again, or find the name."),
        "find_all_one": _("1 person on the list"),
        "find_all_other": _("{number} people on the list"),
        "find_some_one": _("1 person found"),
        "find_some_other": _("{number} people found"),
        "find_many": _("More than {number} people; type some more letters"),
        "find_none": _("Nobody found. Try fewer letters, or the last name alone."),
        "find_inside": _("in since {time}"),
        "find_revoked": _("cancelled"),
    }


def _pairing() -> dict[str, str]:
    return {
        "this_computer": _("Computer"),
        "pair_nothing": _("Type the pairing code."),
        "pair_refused": _("This code is wrong, was used already or has run out. Ask for a new one."),
        "pair_offline": _(
            "The server cannot be reached. Connecting a phone is the one thing that needs the network."
        ),
        "pair_trouble": _("The server has a problem. Please try again in a minute."),
        "pair_over": _("This phone's time at the door has ended. Its list of names was deleted."),
    }


def _times() -> dict[str, str]:
    return {
        "seconds_ago_one": _("1 s ago"),
        "seconds_ago_other": _("{number} s ago"),
        "minutes_ago_one": _("1 min ago"),
        "minutes_ago_other": _("{number} min ago"),
        "hours_ago_one": _("1 h ago"),
        "hours_ago_other": _("{number} h ago"),
    }
