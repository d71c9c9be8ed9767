"""The statements of each comment: where each stands, what it speaks of, how it is meant."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE run_coding ADD COLUMN statements JSON NOT NULL DEFAULT '[]'")


def down(migrator, db):
    db.execute_sql("ALTER TABLE run_coding DROP COLUMN statements")
