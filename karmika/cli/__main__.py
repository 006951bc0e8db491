"""`python -m karmika.cli`."""

from karmika.cli import main

main()
