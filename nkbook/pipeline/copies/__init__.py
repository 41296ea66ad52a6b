"""Processes of the pool as copies of one that has imported what they need."""
