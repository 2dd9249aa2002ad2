"""Dialogs: each asks, returns a value, and saves nothing."""
