"""A camp taken along on a laptop: what the state's server lends in one sealed file, and what the laptop makes of it."""
