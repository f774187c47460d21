"""A small association's own Wagtail site that uses the package as any host would."""
