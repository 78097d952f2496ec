"""Speed and memory, measured against what DuckDB needs for the same files without a policy. `make bench` runs it.

Nothing here is imported by the product. Figures are ratios taken in one interleaved run, so that a busy machine slows
both sides alike; `RESULTS.md` is written by the command and never by hand.
"""
