"""What a run may take of the machine: each task, and all that it does besides."""
