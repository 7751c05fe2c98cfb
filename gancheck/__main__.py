"""``python -m gancheck`` is ``gancheck``."""

import sys

from gancheck.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
