"""The documentation as a site: the repository's documents where they stand, and pages made from the code."""
