"""What came out for a person, as the person sees it: result, letters, lines, and what they can do about each.

It decides nothing and keeps no table: it shows what runs and grants hold, on the person's own ground or a mandate, and
passes on what the person says. On the phone here, at the counter through the room of the stations.
"""
