"""How strong the tests are: the code is changed in one place at a time, and what no test notices is told.

    python -m tests.mutation [PACKAGE …] [--sample 100] [--seed 16]

cosmic-ray makes the changes. Places are drawn, and of each one change, so that those where much can be put
in for one operator count no more than others. Annotations are never run, and left out. The tests are those
that mirror the package, but for the browser; a copy of the repository is changed, never this one. Survivors
that mean the same as what they stand for are listed in `equivalent.toml`, with the reason.
"""
