"""What editors see under "Coaching" in the Wagtail admin."""
