"""The views of the room: pages for people, one address for systems."""
