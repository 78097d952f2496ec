"""Django's SQLite with a schema that calls no function SQLite distrusts."""
