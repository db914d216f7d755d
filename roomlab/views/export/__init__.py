"""The formats in which a room leaves the program: one module each, and the table that names them."""
