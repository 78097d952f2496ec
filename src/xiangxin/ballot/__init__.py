"""The sealed review: boxes of ballots that two people open together, who rates whom, what counts, what an auditor sees.

A library over ``kernel`` alone. It must never know who sits on a seat or who is rated: seats and subjects are opaque
ids here. It keeps nothing, and nothing in it says which ballot is whose while a box is closed.
"""
