from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "einlass.reviews"
    label = "reviews"
