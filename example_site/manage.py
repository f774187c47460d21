#!/usr/bin/env python
"""Django's command line for the example site."""

import os
import sys
from pathlib import Path


def main() -> None:
    # The folder that holds `example_site` has to be importable from wherever this is called.
    # Python puts this file's own folder first, where `settings`, `home` and `search` would
    # be found a second time under a wrong name.
    here = Path(__file__).resolve().parent
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != here]
    sys.path.insert(0, str(here.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_site.settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
