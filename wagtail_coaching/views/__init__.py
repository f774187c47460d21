"""What the public sees: contexts of page templates, forms, calendar files."""
