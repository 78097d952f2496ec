"""The county's office: the web application in which people collect, consent, review, decide and look up.

Each room below is one Django app; imports run from the top of ARCHITECTURE.md's list to the bottom and never back. The
engine's rooms know nothing of this package.
"""
