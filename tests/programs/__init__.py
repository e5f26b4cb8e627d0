"""Tests with programs too heavy to be set up for each run: each has a target in the Makefile."""
