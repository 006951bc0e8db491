"""The programme: what was aimed at, and what others say was reached."""
