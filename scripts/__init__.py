"""Programs for developers: what prepares, measures and packs Modan2."""
