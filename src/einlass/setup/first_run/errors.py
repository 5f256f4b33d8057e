"""Why the first account is not made."""


class SetupRefusal(Exception):
    """Nobody gets an account by this address."""


class AlreadySetUp(SetupRefusal):
    """The installation has an account; everybody else is invited."""


class UnknownSecret(SetupRefusal):
    """No set-up address holds this secret; a newer one may have taken its place."""


class SecretIsOver(SetupRefusal):
    """The address was good for an hour, and that is over."""


class SecretIsUsed(SetupRefusal):
    """Somebody has made the first account by this address."""
