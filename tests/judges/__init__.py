"""Independent programs that judge what nkbook writes."""

# Seconds after which a program hangs. It is no judgement of speed: the machine may be busy.
PATIENCE = 1200
