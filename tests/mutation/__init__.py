"""How strong the tests are: the code is changed in one place at a time, and what no test notices is told.

    python -m tests.mutation [PACKAGE …] [--sample 100] [--seed 16] [--again EARLIER]

A package is a room of the code, or a module, `plane/grid`. cosmic-ray makes the changes, in a copy of the
repository, never in this one. Places are drawn, and of each one change that is Python still, so that those
where much can be put in for one operator count no more than others. What could not matter is passed over
(`mutants.py` has the table).

All tests of several rooms are read once. Each is run once as the code is, to see which lines it runs: a
change is tried by the tests that run its statement, those of its own module first, then those of its room,
the quickest first, up to one that fails. That is done in a child, in which the functions that a change is
in are put in place of what they were (`warm.py`); only what is run while modules are read is read anew.
Survivors that mean the same as what they stand for are listed in `equivalent.toml`, with the reason.
"""
