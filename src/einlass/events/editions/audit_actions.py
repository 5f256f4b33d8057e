"""What the audit trail calls the changes of an event."""

from enum import StrEnum


class EditionAction(StrEnum):
    MAKE = "make_event"
    CHANGE_DETAILS = "change_details"
    CHANGE_ADDRESS = "change_address"
    SET_DAYS = "set_days"
    MOVE_DATES = "move_dates"
    MOVE_EVENT = "move_event"
    CHANGE_CAPACITY = "change_capacity"
    CHANGE_PAGE = "change_page"
    CHANGE_LEGAL = "change_legal_texts"
    CHANGE_PICTURE = "change_picture"
    CHANGE_CATEGORIES = "change_categories"
    CHANGE_STAGES = "change_stages"
    CHANGE_ANNOUNCING = "change_announcing"
    OPEN = "open_event"
    BACK = "take_event_back"
    CLOSE = "close_event"
    ARCHIVE = "archive_event"
    REOPEN = "reopen_event"
    ANONYMISE = "anonymise_event"
    EXPORT = "export_event"
    IMPORT = "import_event"
    REHEARSE = "rehearse_event"
