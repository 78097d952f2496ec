"""The command line: `xiangxin <verb>`. It parses, calls one function of a lower room and prints; it decides nothing.

``main`` is all that starts with every call, so it imports click and nothing of ours; each command's module is loaded
when that command is asked for.
"""
