"""Sources, notes and the bibliography."""
