"""Signed credentials: what a county certifies about a person, so that anybody can check it without asking the county.

A library over ``kernel`` alone, in formats of others: SD-JWT VC, VC-JOSE, Token Status List. It must never know what a
certificate is about, ask what day it is, or fetch anything; what it cannot read exactly as written it refuses.
``sdjwt.issue``, ``vcjose.issue``, ``status.StatusList`` and ``verify.verify`` are its doors.
"""
