"""Readers given whatever reaches new code in them, for as long as wanted. `make fuzz MINUTES=10`.

    python -m tests.torture.fuzz [TARGET …] [--minutes 10]

A target is a module with `seeds()`, whole inputs to begin with, and `prepared(folder)`, which returns a
function of bytes. Only errors of controlmap's own may escape it, no warnings; an input may take a second
of processor, and 200 MB. What is found lies in `.fuzz/TARGET/found`: the input, and what it raised. What
was learnt is kept in `.fuzz/TARGET/corpus` for the next run.
"""
