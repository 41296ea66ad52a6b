"""Problems as data, the exceptions that stop a run, and its stages."""
