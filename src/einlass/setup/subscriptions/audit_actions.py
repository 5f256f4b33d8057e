"""What the audit trail calls the changes of the list."""

from enum import StrEnum


class SubscriptionAction(StrEnum):
    ASK = "ask_to_be_told"
    CONFIRM = "confirm_subscription"
    END = "end_subscription"
    TELL = "tell_subscribers"
    FORGET = "forget_subscribers"
