"""What the audit trail calls changes of mails."""

from enum import StrEnum


class TextAction(StrEnum):
    EDIT = "edit_mail_text"
    USE_DEFAULT = "use_default_mail_text"
    USE_AGAIN = "use_mail_text_again"
    SEND_TEST = "send_test_mail"
