"""The credit file: dated facts about a person, each with its source, its document and the day it became known here.

Facts are added and never changed. What comes later (a correction, a dispute, a repair) is a row of its own beside the
fact, so that any past day can be asked again: what did we know on that day. Nothing here says what a fact is worth.
"""
