"""Files that are loaded: read by line, loaded row by row with one act for the file, undone by file."""
