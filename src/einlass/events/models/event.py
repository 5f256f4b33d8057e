"""An edition of the conference and what it consists of."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from einlass.events.codes import new_code
from einlass.web.localized import localized


class Phase(models.TextChoices):
    """Where an event stands; derived from its moments, never stored."""

    BEFORE = "before", _("Before applications open")
    APPLICATIONS = "applications", _("Applications are open")
    REVIEW = "review", _("Review")
    DRAW = "draw", _("Draw")
    OFFERS = "offers", _("Offers")
    PROGRAMME = "programme", _("Programme is public")
    DOORS = "doors", _("Doors are open")
    AFTER = "after", _("Over")


class State(models.TextChoices):
    """Who may see an event; derived from dated columns, never stored."""

    PREPARATION = "preparation", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


class SeatsGiven(models.TextChoices):
    """How those who apply get a seat."""

    DRAW = "draw", _("By lot")
    CURATED = "curated", _("By the team's choice")
    BOTH = "both", _("Some by choice, the others by lot")


class Event(models.Model):
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    summary = models.JSONField(default=dict, help_text="One sentence per language.")
    description = models.JSONField(default=dict, help_text="Paragraphs per language, separated by an empty line.")
    zone = models.CharField(max_length=60, default="Europe/Berlin")
    languages = models.JSONField(default=list, help_text='Such as ["en", "de"]; the first is the default.')
    venue = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    map_url = models.URLField(blank=True, max_length=500, default="", db_default="")
    directions = models.JSONField(default=dict, blank=True, help_text="Markdown per language.")
    contact_email = models.EmailField()
    brand_colour = models.CharField(
        max_length=7,
        default="#7a1f3d",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$")],
        help_text="Such as #7a1f3d.",
    )

    # Pictures by fingerprint (EventPicture); empty without one.
    logo = models.CharField(max_length=16, blank=True, default="", db_default="")
    title_picture = models.CharField(max_length=16, blank=True, default="", db_default="")

    # Who answers for the event, and the texts that the law asks for; Markdown per language.
    organiser_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    organiser_address = models.TextField(max_length=500, blank=True, default="", db_default="")
    imprint = models.JSONField(default=dict, blank=True)
    privacy = models.JSONField(default=dict, blank=True)
    conduct = models.JSONField(default=dict, blank=True)
    questions_asked = models.JSONField(
        default=list,
        blank=True,
        help_text='Often asked: [{"question": {"en": "…"}, "answer": {"en": "Markdown"}}, …].',
    )

    seats_given = models.CharField(
        max_length=10, choices=SeatsGiven.choices, default=SeatsGiven.BOTH, db_default=SeatsGiven.BOTH
    )

    asks_proof_of_work = models.BooleanField(
        default=False, db_default=False, help_text="Browsers solve a small challenge before they apply."
    )

    is_review_blind = models.BooleanField(
        default=False, db_default=False, help_text="Reviewers see neither who applied nor answers hidden for this."
    )

    # Who may see it: nobody outside the team until it is opened, but for one short page if the team wants that.
    announces_before_opening = models.BooleanField(default=False, db_default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True, help_text="From here on it names nobody.")
    thanks = models.JSONField(default=dict, blank=True, help_text="Markdown per language, once it is closed.")
    # A private copy, with invented people; it stays one when the event it rehearses is gone, so it never sends a mail.
    is_rehearsal = models.BooleanField(default=False, db_default=False)
    rehearses = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="rehearsals")

    version = models.PositiveIntegerField(
        default=1, db_default=1, help_text="Rises with each change of the settings."
    )

    # The phases, as moments.
    applications_open_at = models.DateTimeField()
    applications_close_at = models.DateTimeField()
    draw_at = models.DateTimeField()
    offers_open_at = models.DateTimeField()
    programme_public_at = models.DateTimeField()
    doors_open_at = models.DateTimeField()
    # The first opening and the last closing of its days (EventDay); the action that writes days keeps them equal.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    # The seat ledger's first line: contingents take from it, admission/ moves it.
    capacity = models.PositiveIntegerField()
    overbooking = models.PositiveIntegerField(default=0)
    seats_allotted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_allotted__lte=F("capacity") + F("overbooking")),
                name="contingents_fit_into_the_capacity",
            ),
            models.CheckConstraint(
                condition=Q(applications_open_at__lt=F("applications_close_at")),
                name="applications_open_before_they_close",
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="event_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> tzinfo:
        return ZoneInfo(self.zone)

    @property
    def state(self) -> State:
        if self.archived_at is not None:
            return State.ARCHIVED
        if self.closed_at is not None:
            return State.CLOSED
        return State.OPEN if self.is_public else State.PREPARATION

    @property
    def is_public(self) -> bool:
        """Whether people outside the team see its pages."""
        return self.opened_at is not None

    @property
    def is_announced(self) -> bool:
        """Whether people outside see the short page of an event that is still in preparation."""
        return self.announces_before_opening and self.state == State.PREPARATION and not self.is_rehearsal

    @property
    def is_over(self) -> bool:
        """Whether the team has closed it, whatever the clock says."""
        return self.closed_at is not None or self.archived_at is not None

    def phase(self, at: datetime) -> Phase:
        """The phase at a moment."""
        steps = [
            (self.ends_at, Phase.AFTER),
            (self.doors_open_at, Phase.DOORS),
            (self.programme_public_at, Phase.PROGRAMME),
            (self.offers_open_at, Phase.OFFERS),
            (self.draw_at, Phase.DRAW),
            (self.applications_close_at, Phase.REVIEW),
            (self.applications_open_at, Phase.APPLICATIONS),
        ]
        return next((phase for begins_at, phase in steps if at >= begins_at), Phase.BEFORE)

    def takes_applications(self, at: datetime) -> bool:
        return self.state == State.OPEN and self.applications_open_at <= at < self.applications_close_at

    @property
    def subject(self) -> str:
        return f"event {self.pk}"


class EventDay(models.Model):
    """One day of the event with its opening hours; it may end after midnight."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="days")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ["opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["event", "opens_at"], name="one_day_per_opening"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="day_opens_before_it_closes"),
        ]

    def __str__(self) -> str:
        return f"{self.opens_at:%Y-%m-%d}"


class EventPicture(models.Model):
    """A logo or title picture, written anew by us, in one width."""

    class Kind(models.TextChoices):
        LOGO = "logo", _("Logo")
        TITLE = "title", _("Title picture")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    fingerprint = models.CharField(max_length=16)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["kind", "width"]
        constraints = [
            models.UniqueConstraint(fields=["event", "fingerprint", "width"], name="one_picture_per_width")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.width} × {self.height}"


class EarlierSlug(models.Model):
    """An address that the event had before, and that leads on to it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="earlier_slugs")
    slug = models.SlugField(unique=True, max_length=60)
    left_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.slug


class Category(models.Model):
    """A kind of person who comes: what an applicant says to be, and the category byte of a ticket."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="categories")
    index = models.PositiveSmallIntegerField(help_text="0 to 255; stands in the ticket code, so it never changes.")
    key = models.SlugField(max_length=30)
    name = models.JSONField(default=dict)
    colour = models.CharField(max_length=7, default="#6b6461", validators=[RegexValidator(r"^#[0-9a-f]{6}$")])
    takes_applications = models.BooleanField(default=True)

    class Meta:
        ordering = ["index"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["event", "index"], name="one_category_per_index"),
            models.UniqueConstraint(fields=["event", "key"], name="one_category_per_key"),
            models.CheckConstraint(condition=Q(index__lte=255), name="category_index_fits_a_byte"),
        ]

    def __str__(self) -> str:
        return localized(self.name)


class Partner(models.Model):
    """A company or cluster that hands out a contingent of seats to its own guests."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="partners")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=120)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField()
    language = models.CharField(max_length=5, default="en", db_default="en", help_text="Of the mails to the partner.")
    # The link to the partner's page: see events/links.py.
    link_version = models.PositiveIntegerField(default=1, db_default=1)
    link_sent_at = models.DateTimeField(null=True, blank=True)
    link_ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="one_partner_per_name")]

    def __str__(self) -> str:
        return self.name

    def has_link(self, at: datetime) -> bool:
        """Whether the link that was sent last still opens the page."""
        return self.link_ends_at is not None and at < self.link_ends_at

    @property
    def subject(self) -> str:
        return f"partner {self.code}"


class Stage(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField(max_length=30)
    name = models.CharField(max_length=80)
    capacity = models.PositiveIntegerField()
    changeover = models.DurationField(help_text="Time needed between two sessions.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="one_stage_per_key")]

    def __str__(self) -> str:
        return self.name
