"""Where: areas with their codes, names and dates, how they roll up on any day, and worksites."""
