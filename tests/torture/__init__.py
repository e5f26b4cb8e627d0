"""The long runs: what SECURITY.md promises, tried until it breaks. `make torture`, or a share of some rows.

    python -m tests.torture [ROW …] [--share 0.1]

A row is a generator: of each case that it tried it yields what went wrong, or None, and at the end it returns
what it measured. None of it is collected by the suite, which has a fast share of the same.
"""
