"""All reads of persons, households and businesses. Each takes the viewer and shows what that viewer may see, masked.

``access``: whose rows are open to whom · ``people``: a village's list, search, a person's page · ``households`` ·
``businesses`` · ``kinship``: for recusal alone · ``rosters``: whom to notify · ``totals``: figures without persons.
"""
