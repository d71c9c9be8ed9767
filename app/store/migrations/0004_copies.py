"""Which comment another one was copied from."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE run_coding ADD COLUMN copy_of VARCHAR(160)")


def down(migrator, db):
    db.execute_sql("ALTER TABLE run_coding DROP COLUMN copy_of")
