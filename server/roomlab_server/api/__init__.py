"""The REST contract: one module per chapter."""
