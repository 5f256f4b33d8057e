"""How often one network, or one address, may do what an applicant does."""

from datetime import timedelta
from typing import Final

from einlass.events.limits import Limit

# Generous for networks: a whole university or mobile provider may come by one address in the last hour.
SUBMIT_FROM_NETWORK: Final = Limit("submit from network", 120, timedelta(minutes=10))
SUBMIT_WITH_ADDRESS: Final = Limit("submit with address", 10, timedelta(hours=1))
# Where a challenge is asked for and a browser cannot solve it: few, as nothing else slows a program down.
UNSOLVED_FROM_NETWORK: Final = Limit("unsolved from network", 5, timedelta(minutes=10))
UNSOLVED_OF_EVENT: Final = Limit("unsolved of event", 120, timedelta(minutes=10))
CHALLENGE_FROM_NETWORK: Final = Limit("challenge from network", 600, timedelta(minutes=10))
LINK_FROM_NETWORK: Final = Limit("link from network", 60, timedelta(minutes=10))
LINK_FOR_ADDRESS: Final = Limit("link for address", 6, timedelta(hours=1))
CODE_FROM_NETWORK: Final = Limit("code from network", 120, timedelta(minutes=10))
UPLOAD_FROM_NETWORK: Final = Limit("upload from network", 120, timedelta(minutes=10))
