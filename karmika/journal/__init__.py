"""The journal: what a person answers for is an act; an entry keeps the acts of one arrival; nothing is changed."""
