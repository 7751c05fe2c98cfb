"""Every class of bug, as edits of right programs."""
