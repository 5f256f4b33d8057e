"""Who speaks about what, where and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.events.codes import new_code
from einlass.events.models import Event, Stage
from einlass.web.localized import localized


class Speaker(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    biography = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Availability(models.Model):
    """A span in which a speaker can be on stage; without any, the whole event."""

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="availabilities")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=models.F("ends_at")), name="availability_starts_before_it_ends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


class Session(models.Model):
    class Kind(models.TextChoices):
        KEYNOTE = "keynote", _("Keynote")
        TALK = "talk", _("Talk")
        PANEL = "panel", _("Panel")
        FIRESIDE = "fireside", _("Fireside chat")
        PITCH = "pitch", _("Pitches")
        WORKSHOP = "workshop", _("Workshop")
        BREAK = "break", _("Break")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.JSONField(default=dict)
    abstract = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="en")
    length = models.DurationField()
    theme = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return localized(self.title)

    @property
    def subject(self) -> str:
        return f"session {self.code}"


class Appearance(models.Model):
    class Part(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        HOST = "host", _("Host")
        GUEST = "guest", _("Guest")
        MODERATOR = "moderator", _("Moderator")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="appearances")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="appearances")
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.SPEAKER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "speaker"], name="each_speaker_once_per_session")]

    def __str__(self) -> str:
        return f"{self.speaker} ({self.get_part_display()})"


class Slot(models.Model):
    """A session at a stage and time, in the working draft. A break without a stage is on all stages."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="slot")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    is_pinned = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.session} {self.starts_at:%H:%M}"


class Release(models.Model):
    """A published version of the schedule, never edited."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    note = models.JSONField(default=dict)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(help_text="The whole schedule as it was; see programme/releases.py for the form.")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_release_per_number")]

    def __str__(self) -> str:
        return f"{self.event}: {self.number}"
