"""Who speaks about what, where and when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

    @property
    def subject(self) -> str:
        return f"speaker {self.code}"


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
        PLENARY = "plenary", _("Everyone together")
        BREAK = "break", _("Break")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.JSONField(default=dict)
    abstract = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="en")
    length = models.DurationField()
    theme = models.CharField(max_length=60, blank=True, help_text="Sessions of one theme never run in parallel.")
    only_on = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_up = models.DurationField(
        null=True, blank=True, help_text="Time before it to prepare the stage; empty: the stage's change-over."
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(length__gt=timedelta(0)), name="session_takes_time")]

    def __str__(self) -> str:
        return localized(self.title)

    @property
    def subject(self) -> str:
        return f"session {self.code}"

    @property
    def minutes(self) -> int:
        return self.length // timedelta(minutes=1)

    @property
    def stops_everything(self) -> bool:
        """Whether nothing else may run meanwhile, on any stage."""
        return self.kind in {self.Kind.BREAK, self.Kind.PLENARY}

    @property
    def place(self) -> "Slot | None":
        """Where and when it is in the working draft, if anywhere."""
        return getattr(self, "slot", None)


class Appearance(models.Model):
    class Part(models.TextChoices):
        SPEAKER = "speaker", pgettext_lazy("part in a session", "Speaker")
        HOST = "host", pgettext_lazy("part in a session", "Host")
        GUEST = "guest", pgettext_lazy("part in a session", "Guest")
        MODERATOR = "moderator", pgettext_lazy("part in a session", "Moderator")

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

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.session.length


class Release(models.Model):
    """A published version of the schedule, never edited."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    note = models.JSONField(default=dict)
    restores = models.PositiveIntegerField(
        null=True, help_text="The number of the older release this one brings back."
    )
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(help_text="The whole schedule as it was; see programme/releases.py for the form.")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_release_per_number")]

    def __str__(self) -> str:
        return f"{self.event}: {self.number}"

    @property
    def subject(self) -> str:
        return f"release {self.number}"


class Proposal(models.Model):
    """A whole day suggested by the search; it changes the draft only when somebody accepts it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="programme_proposals")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    draft = models.CharField(max_length=64, help_text="Fingerprint of the draft it was made for.")
    places = models.JSONField(help_text='Such as {"7KQ3M9XR": {"stage": "main", "starts_at": "…"}}.')
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event}: {self.code}"

    @property
    def subject(self) -> str:
        return f"proposal {self.code}"
