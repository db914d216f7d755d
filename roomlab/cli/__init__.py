"""The `roomlab` command."""
