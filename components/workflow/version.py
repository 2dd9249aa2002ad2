"""The version of the program, in its one place."""

VERSION = "0.1.0"
