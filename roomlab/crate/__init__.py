"""A room as one folder or archive that a colleague can check: a Data Package, an RO-Crate, and a page to look at."""
