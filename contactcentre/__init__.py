"""The centre's project package; makes the pinned tzdata the only source of time zones.

Several provinces changed their rules in 2026 and most systems still carry older files, so the
system's zones are never read, and SQL and JavaScript never convert between zones.
"""

import zoneinfo

zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()
