"""Questions to the groups room: who is free for a group, how proposals stand, what a group looks like."""
