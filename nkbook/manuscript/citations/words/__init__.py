"""The words that stand between the particulars of a work, in the work's own language."""
