"""``python -m ivl``."""

import sys

from ivl.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
