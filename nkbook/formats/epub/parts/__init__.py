"""Long chapters in several files: old reading systems refuse one that is too large."""
