"""What can be imported here; importing the package registers the kinds."""

from covenants.imports import covenants, projects

__all__ = ["covenants", "projects"]
