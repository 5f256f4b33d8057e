"""What the audit trail calls what happens to messages to groups."""

from enum import StrEnum


class GroupAction(StrEnum):
    WRITE = "write_group_message"
    EDIT = "edit_group_message"
    SEND = "send_group_message"
    TAKE_BACK = "take_group_message_back"
    BEGIN = "begin_group_message"
    STOP = "stop_group_message"
    GO_ON = "go_on_with_group_message"
    FINISH = "finish_group_message"
    TEST = "test_group_message"
