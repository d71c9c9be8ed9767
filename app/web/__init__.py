"""The pages: one file per thing a person does."""

from flask import Flask

from app.config import Settings
from app.store.database import database
from app.web import assets, columns, decided, errors, guard, i18n, revised, security, wording


def init_app(app: Flask, settings: Settings) -> None:
    """Register the pages, and open and close the database around each request that uses it."""
    i18n.init_app(app)
    security.init_app(app, settings)
    guard.init_app(app, settings)
    errors.init_app(app)
    assets.init_app(app)
    wording.init_app(app)
    decided.init_app(app)
    revised.init_app(app)
    columns.init_app(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)

    @app.teardown_appcontext
    def close(error: BaseException | None) -> None:
        if not database.obj.is_closed():
            database.obj.close()


def _blueprints() -> list:
    from app.web import (
        auth,
        beside,
        codebook,
        codes,
        cycles,
        decisions,
        device,
        district,
        drafts,
        enrolment,
        entry,
        exports,
        imports,
        invitations,
        meetings,
        plans,
        printing,
        publications,
        questionnaires,
        quotes,
        readers,
        respond,
        reveals,
        revising,
        safety,
        schools,
        search,
        summary,
        themes,
        who,
        with_code,
        wording_files,
        wordings,
    )  # fmt: skip

    public = [assets, respond, device, with_code, drafts, auth]
    listening = [
        cycles,
        district,
        summary,
        questionnaires,
        wordings,
        wording_files,
        codes,
        printing,
        invitations,
        entry,
        meetings,
        imports,
        exports,
    ]
    rooms = [*public, *listening, enrolment, safety, codebook, themes, who, decisions, quotes, search, reveals, readers]
    rooms += [plans, beside, revising, schools, publications]
    return [room.pages for room in rooms]
