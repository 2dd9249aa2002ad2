"""What `scripts/write_figures.py` is made of: tables for the documents, from `benchmarks`."""
