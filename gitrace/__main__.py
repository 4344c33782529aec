"""`python -m gitrace`: the command line."""

from gitrace.cli import main

if __name__ == "__main__":
    main()
