"""Settings and the list of addresses; the only room that knows every other one."""
