"""Offers of one draw that go out in parts."""

from django.db import models

from einlass.admission.models.draws import Draw


class OfferPart(models.Model):
    """Those who were drawn at the places from `first_place` to `last_place` get their offers at one moment."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField(help_text="From 1.")
    starts_at = models.DateTimeField()
    first_place = models.PositiveIntegerField()
    last_place = models.PositiveIntegerField()
    made_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True, help_text="Why it cannot go out just now.")
    offers = models.PositiveIntegerField(default=0, help_text="How many were made.")

    class Meta:
        ordering = ["draw", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="each_part_of_a_draw_once"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=models.Q(made_at=None), name="parts_to_come"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}: part {self.number}"

    @property
    def people(self) -> int:
        return self.last_place - self.first_place + 1
