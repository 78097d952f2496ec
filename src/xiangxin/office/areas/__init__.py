"""Places and institutions: province to village with dates, banks, units, providers, stations.

Public facts about bodies and places, never about persons. Their pages stand in ``places``, because doors lie above.
"""
