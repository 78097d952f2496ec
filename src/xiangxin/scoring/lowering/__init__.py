"""From the typed tree to whole numbers: what every SQL dialect computes alike, with every magnitude proven.

Nothing here knows a SQL dialect or opens a file. Null stands for unknown throughout; no operation here may turn
it into a value by accident.
"""
