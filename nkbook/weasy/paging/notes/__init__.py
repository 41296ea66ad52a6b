"""Notes at the foot of pages: measured, kept with their calls, and broken over pages."""
