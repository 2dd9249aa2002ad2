"""Values to disk and back: the only layer that touches the database and the media folder."""
