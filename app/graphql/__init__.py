"""GraphQL's front door: documents in, plans for the query layer, bytes of answers out."""
