"""Every write and every rule, free of HTTP. Import the module you need."""
