"""Candidates: people and groups that a list of somebody else names. Nobody is a worker or a group before we met them."""
