"""A draw and its entries."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from einlass.admission.entry_codes import short_code
from einlass.admission.models.contingents import Contingent
from einlass.applications.models import Application
from einlass.events.codes import new_code
from einlass.events.models import Event

# A solve reports every second or so; after this long without a word its worker is gone.
SILENCE: Final = timedelta(minutes=2)
# Which moment is missing, and the step that it makes the next one.
STEPS: Final = {
    "solved_at": "solve",
    "committed_at": "commit",
    "value_at": "value",
    "drawn_at": "drawing",
    "published_at": "publish",
    "offered_at": "offers",
    "waiting_told_at": "waiting",
}
# What was announced comes out even if the draw is annulled.
CARRIED_OUT: Final = {"value", "drawing", "publish"}
REHEARSAL_STEPS: Final = {"solved_at": "solve", "value_at": "value", "drawn_at": "drawing"}


class Draw(models.Model):
    """One recorded run of the lottery: entries, rules, seed, method, result."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="draws")
    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="draws")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="waves",
        help_text="For a wave: the draw before it.",
    )
    gone = models.JSONField(
        default=list,
        help_text="For a wave: entry codes of the draws before whose people need no seat of it, fixed when it froze.",
    )
    is_rehearsal = models.BooleanField(default=False, help_text="With a throw-away value; never leads to offers.")
    seats = models.PositiveIntegerField()
    rules = models.JSONField(
        default=list,
        help_text="Quotas as they bind this draw: [{attribute, value, least, most}, …]; least and most may be null.",
    )
    frozen_at = models.DateTimeField(help_text="When the entries were fixed.")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    entry_count = models.PositiveIntegerField(default=0)
    bundle = models.TextField(blank=True, help_text="lottery.json; empty until solved.")
    commitment = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the bundle's canonical form.")
    solving_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life of the worker.")
    progress = models.PositiveSmallIntegerField(default=0, help_text="Of the running solve, in per cent.")
    solved_at = models.DateTimeField(
        null=True, blank=True, help_text="The lottery is there; its chances can be looked at by the team."
    )
    committed_at = models.DateTimeField(
        null=True, blank=True, help_text="From here on the fingerprint is public and nothing can be changed."
    )
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    summary = models.JSONField(default=dict, help_text="Numbers of the bundle for pages; see draw_summary.py.")
    failure = models.TextField(blank=True, help_text="Why it could not be solved.")
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the announcement, among all of the event, from 1; empty until announced."
    )
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replacement",
        help_text="The annulled draw whose place this one takes, as announced. Nobody stays in by it.",
    )
    value_source = models.CharField(max_length=200, blank=True, help_text="Announced source of the public value.")
    value_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the value will be known, as announced; no value is taken before."
    )
    drand_round = models.PositiveBigIntegerField(null=True, blank=True, help_text="If a drand round gives the value.")
    publish_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when the outcome is held, as announced; empty: not at all."
    )
    announcement = models.TextField(blank=True, help_text="announcement.json, published with the fingerprint.")
    entrants_told_at = models.DateTimeField(null=True, blank=True, help_text="When the fingerprint was mailed.")
    value = models.CharField(max_length=500, blank=True, help_text="The public value, as given.")
    value_at = models.DateTimeField(null=True, blank=True, help_text="When the value was given, once and for all.")
    drand_signature = models.CharField(max_length=96, blank=True, help_text="Of the drand round, in hexadecimal.")
    drand_failure = models.CharField(max_length=300, blank=True, help_text="Why the round could not be fetched.")
    drawn_at = models.DateTimeField(null=True, blank=True, help_text="When the value had given its result.")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.TextField(blank=True, help_text="result.json; empty until drawn.")
    published_at = models.DateTimeField(null=True, blank=True, help_text="When the outcome became public.")
    offered_at = models.DateTimeField(null=True, blank=True, help_text="When the admitted got their offers.")
    waiting_told_at = models.DateTimeField(null=True, blank=True, help_text="When the waiting were told.")
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contingent"],
                condition=Q(drawn_at=None, annulled_at=None, is_rehearsal=False),
                name="one_draw_in_preparation_per_contingent",
            ),
            models.UniqueConstraint(
                fields=["contingent"], condition=Q(is_rehearsal=True), name="one_rehearsal_per_contingent"
            ),
            models.CheckConstraint(
                condition=Q(solved_at=None) | ~(Q(bundle="") | Q(commitment="")),
                name="a_solved_draw_has_its_bundle_and_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(committed_at=None)
                | (Q(solved_at__isnull=False, is_rehearsal=False) & ~Q(value_source="")),
                name="what_is_committed_is_solved_and_names_its_source",
            ),
            models.UniqueConstraint(fields=["event", "number"], name="one_number_per_announcement_of_an_event"),
            models.CheckConstraint(
                condition=Q(committed_at=None, number=None, value_due_at=None, replaces=None)
                | Q(committed_at__isnull=False, number__isnull=False, number__gte=1, value_due_at__isnull=False),
                name="an_announcement_has_its_number_and_its_moment",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("pk")), name="a_draw_replaces_another_one"),
            models.CheckConstraint(
                condition=Q(annulled_at=None) | ~Q(annulled_reason=""), name="an_annulled_draw_says_why"
            ),
            models.CheckConstraint(
                condition=Q(value_at=None, value="")
                | (Q(value_at__isnull=False) & ~Q(value="") & Q(committed_at__isnull=False))
                | (Q(value_at__isnull=False) & ~Q(value="") & Q(solved_at__isnull=False, is_rehearsal=True)),
                name="a_value_comes_after_the_commitment",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None) | (Q(value_at__isnull=False) & ~Q(result="")),
                name="a_drawn_draw_has_its_value_and_result",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(drawn_at__isnull=False, is_rehearsal=False),
                name="what_is_published_was_drawn_and_no_rehearsal",
            ),
            models.CheckConstraint(
                condition=Q(offered_at=None) | Q(published_at__isnull=False, annulled_at=None),
                name="offers_come_after_the_outcome_and_keep_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.code}"

    @property
    def entry_prefix(self) -> str:
        """What stands before every entry code: nobody shall take the files of a rehearsal for those of a draw."""
        return "REHEARSAL-" if self.is_rehearsal else ""

    @property
    def is_running(self) -> bool:
        """In preparation: frozen, neither drawn nor annulled."""
        return self.drawn_at is None and self.annulled_at is None

    @property
    def holds_seats(self) -> bool:
        """Its seats are promised: to be drawn, or drawn and not offered yet."""
        return self.offered_at is None and self.annulled_at is None and not self.is_rehearsal

    @property
    def step(self) -> str:
        """What comes next: solve, commit, value, drawing, publish, offers, waiting, done; or annulled, rehearsed.

        Of a draw that was annulled after its announcement the outcome still comes out.
        """
        steps = REHEARSAL_STEPS if self.is_rehearsal else STEPS
        step = next((step for moment, step in steps.items() if getattr(self, moment) is None), "done")
        if self.annulled_at and step not in CARRIED_OUT:
            return "annulled"
        return "rehearsed" if self.is_rehearsal and step == "done" else step

    @cached_property
    def announced_value(self) -> dict[str, Any]:
        """Source, form, example and moment of the value, as announced; empty before."""
        found: dict[str, Any] = json.loads(self.announcement)["value"] if self.announcement else {}
        return found

    @property
    def announcement_digest(self) -> str:
        """SHA-256 in hexadecimal, as `sha256sum announcement.json` prints it."""
        return hashlib.sha256(self.announcement.encode()).hexdigest() if self.announcement else ""

    def lacks_value(self, at: datetime) -> bool:
        """The announced moment has passed, and no value has been entered."""
        return self.value_at is None and self.value_due_at is not None and self.value_due_at <= at

    def may_solve_again(self, at: datetime) -> bool:
        """It failed, or the worker that solved it has given no sign of life for a while."""
        return self.is_running and self.solved_at is None and (bool(self.failure) or self.is_silent(at))

    def is_silent(self, at: datetime) -> bool:
        """No sign of life from the worker that solves or draws it."""
        return self.solving_at is None or at - self.solving_at > SILENCE

    @property
    def subject(self) -> str:
        return f"draw {self.code}"


class DrawEntry(models.Model):
    """One application in one draw, under a salted code that says nothing about the person."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="entries")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="draw_entries")
    code = models.CharField(max_length=80, help_text="See entry_codes.py; for a rehearsal with its prefix.")
    salt = models.CharField(max_length=32)
    # The code is made of this address for good; the application's may be another one day.
    email = models.EmailField(blank=True, help_text="Of the application when the entries were frozen.")
    unit = models.PositiveIntegerField(help_text="Entries with the same number are drawn together.")
    hits = models.JSONField(default=list, help_text="Which of the draw's rules count this entry, from 0.")
    chance = models.FloatField(null=True, help_text="Empty until solved.")
    alike = models.PositiveIntegerField(null=True, help_text="How many units are alike to the draw, with its own.")
    alike_drawn = models.PositiveIntegerField(null=True, help_text="How many of these the outcome holds.")
    rank = models.PositiveIntegerField(null=True, help_text="Among these, in the order that the value gave, from 1.")
    admitted = models.BooleanField(null=True, help_text="Empty until drawn.")
    place = models.PositiveIntegerField(null=True, help_text="From 1, among the admitted or among the waiting.")

    class Meta:
        ordering = ["unit", "code"]
        verbose_name_plural = "draw entries"
        constraints = [
            models.UniqueConstraint(fields=["draw", "application"], name="each_application_once_per_draw"),
            models.UniqueConstraint(fields=["draw", "code"], name="each_entry_code_once_per_draw"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def short_code(self) -> str:
        """For reading only."""
        return short_code(self.code)

    @property
    def check_fragment(self) -> str:
        """What comes after the # of the page that checks; browsers send it to nobody. Empty after erasure."""
        return urlencode({"salt": self.salt, "email": self.email}, quote_via=quote) if self.salt else ""
