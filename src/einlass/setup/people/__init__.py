"""The team of an event: who has which role until when, and invitations to it."""
