"""Who somebody is and in which role, area and institution they act: accounts, posts, doors, two-person acts."""
