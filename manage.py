#!/usr/bin/env python3
"""Golden Thread's command line."""

import os
import sys
from pathlib import Path

VENV_PYTHON = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snb.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        # So that ./manage.py works straight after `make setup`, without activating the environment.
        if VENV_PYTHON.exists() and sys.prefix == sys.base_prefix:
            os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])  # noqa: S606 - our own interpreter
        raise SystemExit("Django is not installed. Run `make setup` first.") from None
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
