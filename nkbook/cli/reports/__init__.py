"""What the command line prints of a build or a check, for people and for programs."""
