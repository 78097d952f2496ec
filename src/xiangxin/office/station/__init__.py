"""The desk of a service station: every right works here without a phone, run by others than those who decide.

A keeper acts for one person at a time, who stands before the desk. The visit ends by itself; every act names both.
"""
