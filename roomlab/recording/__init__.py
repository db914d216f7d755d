"""A log on disk: the file format, its writer and its reader. The format is told in docs/recording.md."""
