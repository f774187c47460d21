"""A host with a base page (Wagtail 8.0 and later), images and documents of its own."""
