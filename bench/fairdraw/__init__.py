"""How fast and how fair fairdraw is: `python -m bench.fairdraw`."""
