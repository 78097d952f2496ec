"""Words against matter: what a line calls itself must be what it is declared to be about.

``text`` undoes disguises, ``lexicon`` knows the words, ``check`` compares. It must never let a protected matter pass
under another name; it would rather ask an author to write a lawful name in full.
"""

from xiangxin.policy.wordlint.check import lint, matters_in

__all__ = ["lint", "matters_in"]
