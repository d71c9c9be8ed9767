"""A small made-up district for tests: two schools, three points in five languages, an open form for each audience."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.store import waves
from app.store.database import connected
from app.store.tables import Answer, Cycle, District, ReflectionPoint, Response, School, Wave
from forms.shipped import shipped

LANGUAGES = ("en", "es", "ar", "zh-Hans", "vi")
AUDIENCES = ("families", "students", "staff", "community")
SCHOOLS = ("Birch Elementary", "Lakeside High School")
POINTS = (
    {
        "key": "welcome",
        "kind": "success",
        "title": {
            "en": "Students feel welcome",
            "es": "Los estudiantes se sienten bienvenidos",
            "ar": "يشعر الطلاب بالترحيب",
            "zh-Hans": "学生感到受欢迎",
            "vi": "Học sinh cảm thấy được chào đón",
        },
        "text": {
            "en": "Four in five students say that an adult at school greets them by name.",
            "es": "Cuatro de cada cinco estudiantes dicen que un adulto los saluda por su nombre.",
            "ar": "يقول أربعة من كل خمسة طلاب إن شخصًا بالغًا في المدرسة يحييهم بأسمائهم.",
            "zh-Hans": "五分之四的学生说，学校里有大人会叫着他们的名字打招呼。",
            "vi": "Cứ năm học sinh thì bốn em nói có người lớn ở trường chào các em bằng tên.",
        },
    },
    {
        "key": "buses",
        "kind": "challenge",
        "title": {
            "en": "Bullying on buses",
            "es": "Acoso en los autobuses",
            "ar": "التنمر في الحافلات",
            "zh-Hans": "校车上的欺凌",
            "vi": "Bắt nạt trên xe buýt",
        },
        "text": {
            "en": "One in five students was teased or pushed on the bus.",
            "es": "Uno de cada cinco estudiantes sufrió burlas o empujones en el autobús.",
            "ar": "تعرض واحد من كل خمسة طلاب للسخرية أو الدفع في الحافلة.",
            "zh-Hans": "五分之一的学生在校车上被嘲笑或推搡。",
            "vi": "Cứ năm học sinh thì một em bị trêu chọc hoặc xô đẩy trên xe buýt.",
        },
    },
    {
        "key": "letters",
        "kind": "challenge",
        "title": {
            "en": "Letters only in English",
            "es": "Cartas solo en inglés",
            "ar": "رسائل بالإنجليزية فقط",
            "zh-Hans": "只有英文通知",
            "vi": "Thư chỉ bằng tiếng Anh",
        },
        "text": {
            "en": "Half of our letters home were not translated.",
            "es": "La mitad de nuestras cartas a casa no se tradujo.",
            "ar": "نصف رسائلنا إلى المنازل لم تُترجم.",
            "zh-Hans": "我们一半的家庭通知没有翻译。",
            "vi": "Một nửa thư gửi về nhà không được dịch.",
        },
    },
)


def settings_in(folder: Path, **changes: object) -> Settings:
    """Return settings for tests that keep everything in one folder."""
    return Settings(**{"data_dir": folder, "secret_key": "not a secret " * 3, "testing": True, **changes})  # type: ignore[arg-type]


def founded(settings: Settings) -> Flask:
    """Return the application over a new database that holds the small district with its open forms."""
    if settings.database_url:
        app = create_app(settings)
        _found()
    else:
        (settings.data_dir / "yousaid.sqlite3").write_bytes(founded_file())
        app = create_app(settings)
    waves.touch_forms()
    return app


@cache
def founded_file() -> bytes:
    """Return the file of the small district's database: its tables are made once in a process, and copied for each test."""
    with TemporaryDirectory() as folder:
        create_app(settings_in(Path(folder)))
        _found()
        with closing(sqlite3.connect(Path(folder, "yousaid.sqlite3"))) as kept:
            return kept.serialize()


def _found() -> None:
    with connected():
        District.create(
            name="Larkspur School District",
            languages=list(LANGUAGES),
            contacts={"en": [{"name": "Larkspur listening line", "phone": "555-0142", "note": "School days."}]},
        )
        for position, name in enumerate(SCHOOLS):
            School.create(name=name, position=position)
        cycle = Cycle.create(slug="spring", title={"en": "Spring"}, year="2026", state="open")
        for position, point in enumerate(POINTS):
            ReflectionPoint.create(cycle=cycle, position=position, **point)
        for audience in AUDIENCES:
            definition = shipped(audience)
            Wave.create(
                cycle=cycle,
                slug=f"{audience}-spring",
                audience=audience,
                questionnaire=definition["id"],
                definition=definition,
                state="open",
            )


def key_on(page: str) -> str:
    """Return the one-time key of a form page."""
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found, page
    return found[1]


def open_form(client: FlaskClient, slug: str = "families-spring", **options: object) -> str:
    """Open a form and return its one-time key."""
    page = client.get(f"/f/{slug}", **options)  # type: ignore[arg-type]
    assert page.status_code == 200
    return key_on(page.text)


def set_state(state: str, slug: str = "families-spring") -> None:
    """Open or close one form as the team would."""
    with connected():
        Wave.update(state=state).where(Wave.slug == slug).execute()
    waves.touch_forms()


def stored() -> dict[str, dict[str, object]]:
    """Return every stored response: its id and its answers."""
    with connected():
        found: dict[str, dict[str, object]] = {row.id: {} for row in Response.select()}
        for answer in Answer.select():
            found[answer.response_id][answer.item] = answer.value
        return found


def languages_given() -> dict[str, str]:
    """Return the language of every answer of the only response, by item."""
    with connected():
        return {answer.item: answer.language for answer in Answer.select().where(Answer.response == Response.get())}


@contextmanager
def database_of(settings: Settings) -> Iterator[None]:
    """Look into the database of these settings, whoever else writes there."""
    from app import store

    store.init_app(settings)
    with connected():
        yield
