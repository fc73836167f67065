"""Supervisors: live board, history, trends, forecast, staffing; what every figure means."""
