"""Who may have an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):
    """Nobody signs up: an owner adds members of staff (`einlass staff add`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
