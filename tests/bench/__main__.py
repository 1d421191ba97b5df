"""Every measurement, one line of JSON each: `make bench`."""

import sys

from tests.bench import delivery

sys.exit(delivery.main())
