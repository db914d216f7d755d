"""Versions of the schema; run by the server when it starts."""
