"""The button that begins a rehearsal, and the one that wipes it. It is played in demo/rehearsing."""
