"""Rights cases: what the law offers for a wrong, by when, and what wages are owed."""
