"""What `scripts/stress_test.py` is made of: random acts on a library, and what they must leave."""
