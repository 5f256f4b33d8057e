"""The outbox: every mail is a row before it is sent."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.events.codes import new_code
from einlass.mail.codes import message_code


class Problem(models.TextChoices):
    """Why a mail did not go out."""

    UNWRITABLE = "unwritable", _("It could not be written")
    ADDRESS_REFUSED = "address_refused", _("The address was refused")
    ADDRESS_DEAD = "address_dead", _("The address does not exist, so it was not tried")
    REFUSED = "refused", _("The mail server did not take it")
    SERVER_AWAY = "server_away", _("The mail server could not be reached")
    UNKNOWN = "unknown", _("It is not known whether it went out")
    HELD_BACK = "held_back", _("The team held it back")
    REHEARSAL = "rehearsal", _("It belongs to a rehearsal")


class Message(models.Model):
    # Not unique=True, which on PostgreSQL makes a second index for LIKE.
    code = models.CharField(max_length=32, default=message_code, help_text="Stands in the Message-ID.")
    event = models.ForeignKey(
        "events.Event", null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    to = models.EmailField()
    template = models.CharField(max_length=60, help_text="Such as 'applications/prove_address'.")
    language = models.CharField(max_length=5, default="en")
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    attachments = models.JSONField(
        default=list, help_text='[["ticket", "7KQ3M9XR"], …]; names in settings.MAIL_ATTACHMENTS.'
    )
    dedupe_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="Given up, or unknown whether it went out.")
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(
        max_length=20,
        choices=Problem.choices,
        blank=True,
        default="",
        db_default="",
        help_text="Of the last attempt.",
    )
    error = models.TextField(blank=True, help_text="The same in the words of the machine.")
    left_out = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Names of attachments that could not be made.",
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["code"], name="one_message_per_code")]
        indexes = [
            models.Index(fields=["send_after"], condition=Q(sent_at=None, failed_at=None), name="messages_to_send"),
            models.Index(fields=["to", "created_at"], name="messages_by_address"),
            models.Index(
                fields=["event", "problem"],
                condition=Q(sent_at=None, failed_at__isnull=False),
                name="messages_not_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.to}"

    @property
    def subject(self) -> str:
        """What the audit trail calls it."""
        return f"message {self.code}"


class DeliveryAttempt(models.Model):
    """One time that a mail was handed to the mail server, or was to be; never edited."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    at = models.DateTimeField()
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True, help_text="Empty: it went out.")
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.problem or 'sent'}"


class DeadAddress(models.Model):
    """An address of which its server said that it does not exist; no mail of the event goes there without a decision."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="dead_addresses")
    address = models.CharField(max_length=254, help_text="Case-folded.")
    refused_at = models.DateTimeField(help_text="The last time.")
    refusals = models.PositiveIntegerField()
    reason = models.TextField(blank=True, help_text="In the words of the machine.")
    released_at = models.DateTimeField(null=True, blank=True, help_text="Somebody decided that it works.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "address"], name="one_mark_per_event_and_address")]

    def __str__(self) -> str:
        return self.address


class MailText(models.Model):
    """What the team made of one mail in one language; without a row, or where it is not used, the default holds."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="mail_texts")
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=300)
    text = models.TextField(help_text="Markdown with placeholders: mail/texts/language.py")
    default_subject = models.CharField(max_length=300, help_text="Of the default when the text was saved.")
    default_text = models.TextField()
    is_used = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("events.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "template", "language"], name="one_text_per_mail_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.language})"

    @property
    def audit_subject(self) -> str:
        return f"mail text {self.template} {self.language}"


class GroupMessage(models.Model):
    """One text to many: groups of people who may change until it goes out. Where it stands is derived from its moments."""

    code = models.CharField(max_length=12, unique=True, default=new_code)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="group_messages")
    texts = models.JSONField(default=dict, help_text='{"en": {"subject": "…", "text": "…"}, …}')
    groups = models.JSONField(default=list, help_text="Keys of the groups that get it: mail/groups/registry.py")
    excluded = models.JSONField(
        default=list, help_text="Keys of the groups that do not, even where one above has them."
    )
    languages = models.JSONField(default=list, help_text="Only people with these; empty: all.")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("events.User", null=True, on_delete=models.SET_NULL, related_name="+")
    send_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft.")
    begun_at = models.DateTimeField(null=True, blank=True, help_text="From here on it cannot be taken back.")
    stopped_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True, help_text="All of its mails are in the outbox.")
    cursor = models.CharField(max_length=64, blank=True, help_text="The receiver up to whom mails are in the outbox.")
    dead_number = models.PositiveIntegerField(default=0, help_text="How many addresses were left out as dead.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(begun_at=None) | ~Q(send_at=None), name="what_has_begun_was_to_be_sent"
            )
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                condition=Q(send_at__isnull=False, stopped_at=None, finished_at=None),
                name="group_messages_to_send",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def audit_subject(self) -> str:
        return f"group message {self.code}"

    @property
    def is_draft(self) -> bool:
        return self.send_at is None

    @property
    def state(self) -> str:
        """draft, waiting (can be taken back), sending, sent or stopped."""
        if self.send_at is None:
            return "draft"
        if self.stopped_at is not None:
            return "stopped"
        if self.finished_at is not None:
            return "sent"
        return "sending" if self.begun_at is not None else "waiting"
