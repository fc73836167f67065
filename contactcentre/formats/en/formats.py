"""Canadian English: July 31, 2026; 10,000.5.

Django's letters have no "pm" without periods, so the times that our own pages show come from
kit.formatting; these serve what Django draws by itself, such as the admin.
"""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "g:i\xa0A"
DATETIME_FORMAT = "F j, Y, g:i\xa0A"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "F j"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
FIRST_DAY_OF_WEEK = 0

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%B %d, %Y", "%m/%d/%Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
