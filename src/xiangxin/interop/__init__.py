"""Files as counties, villages and banks really send them, and the workbooks we give back.

Reads spreadsheets and text tables into the engine's tables; writes templates, results and lists of refused rows.
Nothing is guessed or repaired here: a cell is understood exactly or its row is refused with sheet, row, column and
what to do. Columns that law does not let us keep are dropped before anything is stored. Names, identity numbers and
telephones never enter the engine's tables.
"""
