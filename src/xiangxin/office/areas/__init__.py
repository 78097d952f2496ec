"""Places and institutions: province to village with dates, banks, units, providers, stations."""
