"""Build programs, as a front end does: everything of `ivl.core.build` (see there, and its help)."""

from ivl.core.build import *  # noqa: F403
from ivl.core.build import __all__ as __all__
from ivl.core.build import __doc__ as __doc__
