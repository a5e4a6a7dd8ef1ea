"""Plans, and how they become SQL, parameters and answers."""
