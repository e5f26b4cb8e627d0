"""The algebra of edits: deltas, what they do to the ground, how they are written down."""
