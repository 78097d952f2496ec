"""Intake: tables come in, are read, compared with what is known, agreed to by a second person, and become facts.

What is read lies sealed in the office's home, in no table, until it is accepted; the file that was sent is deleted as
soon as it has been read. Nothing is guessed: a row that is not clear goes back with its place and its reason. This room
never keeps a refused column and never joins a lender's record to somebody who has not agreed.
"""
