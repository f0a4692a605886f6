"""Taking a list out: exactly what its filter and order show, as a file of text cells."""
