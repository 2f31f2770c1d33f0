"""Run the commands as `python -m plainresults`."""

import sys

from plainresults.cli.main import main

sys.exit(main())
