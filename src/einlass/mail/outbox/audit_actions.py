"""What the audit trail calls what the team does with single mails."""

from enum import StrEnum


class OutboxAction(StrEnum):
    SEND_AGAIN = "send_mail_again"
    SEND_ALL_AGAIN = "send_mails_again"
    HOLD_BACK = "hold_mail_back"
    RELEASE_ADDRESS = "release_mail_address"
