"""Which code of the school-voice codebook a comment speaks of first: the sub-themes of its themes."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE run_coding ADD COLUMN code VARCHAR(40) NOT NULL DEFAULT ''")


def down(migrator, db):
    db.execute_sql("ALTER TABLE run_coding DROP COLUMN code")
