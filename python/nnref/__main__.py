"""The command `python -m nnref`."""

import sys

from nnref.command.run import main

if __name__ == "__main__":
    sys.exit(main())
