"""What the audit trail calls that it was handed out."""

from enum import StrEnum


class TrailAction(StrEnum):
    EXPORT = "export_audit_trail"
