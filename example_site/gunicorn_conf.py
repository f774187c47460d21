"""gunicorn for the example site: `gunicorn --config example_site/gunicorn_conf.py …`."""

import os

wsgi_app = "example_site.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "2"))
accesslog = "-"
# Restarted now and then, so that a slow leak anywhere never grows old.
max_requests = 2000
max_requests_jitter = 200
# The control socket would be written into the home folder, which a service may not have.
control_socket_disable = True
