"""Files <-> specimens: one file and one line of `registry.FORMATS` for each format."""
