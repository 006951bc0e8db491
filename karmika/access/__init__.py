"""Who may: users, organisations, programmes, roles, devices; who sees what."""
