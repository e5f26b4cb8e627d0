"""Deltas applied to a map project: written whole or not at all, told in the journal, taken back."""
