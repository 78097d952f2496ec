"""Visits without network: a tablet takes along the tasks of one collector in one village and brings answers back.

A tablet holds only what a visit needs, closed with its own key and a PIN; no score, no limit, nothing of anybody else.
What comes back goes in through intake as every other submission does.
"""
