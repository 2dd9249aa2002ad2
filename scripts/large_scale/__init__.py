"""What `scripts/benchmark_large_scale.py` measures, and what it is held against."""
