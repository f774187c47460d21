"""Settings of the example site: `dev` for a laptop, `production` for a server."""
