"""Pages and pictures from a history."""
