"""Data that another system sends by itself, or that is asked of it: what law lets in, once, in whole, or not at all.

What comes in goes the one way there is: ``intake.actions.receive``, and two persons before it enters a file.
"""
