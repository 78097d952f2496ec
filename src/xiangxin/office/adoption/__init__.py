"""Which policy holds: texts kept by their hash, drafts, and adoptions by two persons for one receiver and purpose.

Below runs, above the credit file. A text is never edited; another wording is another text. It judges no law by itself
and scores nobody: what a policy would do to people is worked out above and put down here as a report.
"""
