"""Incentive points: what for, with which document, until when, what they bring. Only added, never a score.

The room lies below the credit file and below everything that judges anybody, so that it cannot read or feed either.
"""
