"""Entitlements: which schemes a person is probably owed, why, and what is still to be asked. Rules are data."""
