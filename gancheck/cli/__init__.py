"""From the command line to the rooms, and nothing else."""
