"""Scoring: one applicant with its reasons (interpreter) and a million as tables (SQL), the same integers in both."""
