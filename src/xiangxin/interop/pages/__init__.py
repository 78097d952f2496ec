"""Explanations as pages: one self-contained HTML file per person, Chinese first, English below, made to be printed.

No script, no request to anybody, no font but the reader's own; a content security policy in the page says so. A page
holds what the person's explanation holds and a masked name, nothing else.
"""
