"""Specifications of the Members' and Senators' offices."""
