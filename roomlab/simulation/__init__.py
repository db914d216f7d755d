"""Rooms that roomlab makes itself."""
