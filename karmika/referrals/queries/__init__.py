"""Questions to the tables of this room."""
