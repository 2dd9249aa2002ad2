"""Views of objects."""
