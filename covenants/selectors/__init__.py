"""Questions about covenants and projects, answered in shapes of their own."""
