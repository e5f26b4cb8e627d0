"""`python -m controlmap` is the command line too."""

from controlmap.cli import main

if __name__ == "__main__":
    main()
