"""Dated layers of territorial control, and one self-contained interactive map page from them."""

__version__ = "0.1.0"
