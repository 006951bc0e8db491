"""Questions of this room: one person's papers and applications, lists of both."""
