"""The live view: widgets that show a room while it lives."""
