"""`python -m tests.anomaly.replay [MUTANT]`: replay the database of the environment here; prints how many rows differ."""

import sys

import django


def main(mutant: str) -> None:
    """With the journal's test acts readable, and with a mutant's fault put in."""
    django.setup()
    import pytest

    from karmika.rebuild import rebuild_and_compare
    from tests.anomaly.mutants import MUTANTS

    for one in MUTANTS:
        if one.name == mutant:
            one.put_in(pytest.MonkeyPatch())
    sys.stdout.write(f"{rebuild_and_compare().differing}\n")


if __name__ == "__main__":
    main(sys.argv[1])
