"""Vingt: the GraphQL and REST API of a CRM as a thin layer over PostgreSQL."""
