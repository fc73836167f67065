"""The processing offices' screens, one a file. Officers see the referral and nothing beside it."""
