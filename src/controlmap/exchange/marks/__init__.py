"""Marks: places with holders, as places and reports of a map project, and a layer to be derived of them."""
