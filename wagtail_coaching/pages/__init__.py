"""The ready-made page types. Leave this app out to build your own from the mixins."""
