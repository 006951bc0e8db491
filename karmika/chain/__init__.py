"""The hash chain over the journal: what was sealed cannot be changed in silence (docs/decisions/0005-chain.md)."""
