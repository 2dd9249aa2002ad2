"""Modan2's layers: errors <- shape <- formats, stats <- scene, store <- workflow <- ui."""
