"""What a user sees: pictures, terminal, files."""
