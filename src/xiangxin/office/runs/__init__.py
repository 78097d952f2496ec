"""Scoring runs: inputs are frozen, the engine assesses, and each result keeps what it was made from.

It holds no rule: the adopted policy does, and the engine reads it. Nobody without a ground is in a run, and whoever
ends theirs is gone from the results at the next request. A result decides nothing; a named person does, above.
"""
