"""Settings of the test sites: ``stock`` and ``custom`` share ``base``."""
