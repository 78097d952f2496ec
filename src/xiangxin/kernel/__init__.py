"""Nouns every room shares: text in two languages, findings, money, dates, areas, ids, encoding.

Imports nothing of ours and must never learn what a policy, a law or a loan is.
"""
