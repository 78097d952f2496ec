"""Events for other systems: written with the act they tell of, delivered afterwards until they arrive or are given up.

Below the rooms that emit, above the log. An event says what happened by ids, codes and days; who may know more asks the
API for it, and the gate decides then. No name, number or text of a person ever stands in an event.
"""
