"""Parts of `scripts/make_sample_data.py`: numbers first, then pictures and files."""
