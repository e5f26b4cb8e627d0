"""What mappers do to control states: pure functions from states to deltas."""
