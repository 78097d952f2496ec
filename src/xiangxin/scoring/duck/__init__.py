"""A whole county as tables: one SQL statement from the compiled policy, run by DuckDB from Parquet to Parquet.

It must give the same integers and texts as the interpreter for every person; it never decides anything the
interpreter does not, and no text of a user becomes part of a statement except as a quoted literal.
"""
