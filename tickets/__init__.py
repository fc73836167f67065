"""The heart: one queue of tickets, its clocks, routing and escalation, and the desk."""
