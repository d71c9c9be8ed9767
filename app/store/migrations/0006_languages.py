"""In which language each answer was given; that of its response, as far as is known of earlier ones."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE answer ADD COLUMN language VARCHAR(255) NOT NULL DEFAULT ''")
    db.execute_sql(
        "UPDATE answer SET language = (SELECT response.language FROM response WHERE response.id = answer.response_id)"
    )


def down(migrator, db):
    db.execute_sql("ALTER TABLE answer DROP COLUMN language")
