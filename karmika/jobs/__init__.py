"""Long work that somebody asked for: lists to take along, files to load. The worker does it in slices."""
