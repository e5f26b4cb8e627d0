"""How strong the tests are: the code is changed in one place at a time, and what no test notices is told.

    python -m tests.mutation [PACKAGE …] [--sample 100] [--seed 16]

A package is a room of the code, or a module, `plane/grid`. cosmic-ray makes the changes, in a copy of the
repository, never in this one. Places are drawn, and of each one change, so that those where much can be put
in for one operator count no more than others. What could not matter is passed over (`mutants.py` has the
table). The tests of several rooms are run once as the code is, to see which of them runs which line: a change
is tried by those that run its statement, the tests of its own module first, then those of its room, the
quickest first. Survivors that mean the same as what they stand for are listed in `equivalent.toml`, with the
reason.
"""
