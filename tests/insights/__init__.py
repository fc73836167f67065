"""Tests of the supervisors’ room."""
