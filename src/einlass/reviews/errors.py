"""Rules that say no to the team."""


class TagNameIsTaken(Exception):
    """Another tag of the event has this name, in small or large letters."""


class TooManyTags(Exception):
    """An event has no more than so many tags."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooManyApplications(Exception):
    """No more than so many are tagged in one go."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooManyViews(Exception):
    """Nobody keeps more than so many views of one event."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class ViewNameIsTaken(Exception):
    """The person has another view of this name."""
