"""When an event is over: closing, archiving, opening again, anonymising, deleting."""
