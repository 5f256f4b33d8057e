"""How often one network, or one address, may ask to be told."""

from datetime import timedelta
from typing import Final

from einlass.events.limits import Limit

ASK_FROM_NETWORK: Final = Limit("ask to be told from network", 60, timedelta(minutes=10))
ASK_FOR_ADDRESS: Final = Limit("ask to be told for address", 3, timedelta(hours=1))
