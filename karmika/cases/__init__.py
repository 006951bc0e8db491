"""Rights cases: what was reported, who answers, what the law gives, what came of it."""
