"""All reads of this room. Those about persons take the viewer and pass the gate at every look.

``lists``: the list in force · ``lots``: what a balance follows from · ``mine``: a person's own points · ``desk``: what
cadres proposed and the county keeps · ``villages``: figures without persons.
"""
