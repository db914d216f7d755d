"""What a room is now: folds over the log (graph, tables)."""
