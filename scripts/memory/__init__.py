"""What `scripts/profile_memory.py` is made of: cases, and four ways to look at their memory."""
