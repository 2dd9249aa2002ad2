"""Statistics of shapes: arrays in, frozen results out, one method a file."""
