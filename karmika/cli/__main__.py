"""`python -m karmika.cli`."""

from karmika.cli import main

if __name__ == "__main__":  # processes that are started by this one read it again, under another name
    main()
