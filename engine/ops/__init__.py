"""The operations, one file a family; importing a family fills the table."""
