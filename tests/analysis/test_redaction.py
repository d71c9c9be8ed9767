import pytest

from app.analysis.redaction import LONGEST_TEXT, redact


@pytest.mark.parametrize(
    ("text", "language", "secret", "kind"),
    [
        ("Call me at (555) 010-7788 please", "en", "010-7788", "phone"),
        ("اتصلوا على ٥٥٥-٠١٤-٩٩٢٢ رجاء", "ar", "٠١٤", "phone"),
        ("write to ana.lopez@mail.example today", "en", "ana.lopez", "e-mail"),
        ("我的邮箱abc.def@mail.example谢谢", "zh-Hans", "abc.def", "e-mail"),
        ("we live at 52 Maple Grove Ave, Apt 3", "en", "Maple Grove", "address"),
        ("vivo en 310 Calle Olmo", "es", "Olmo", "address"),
        ("her student number is CV-4410923", "en", "4410923", "number"),
        ("nacida el 03/09/2014", "es", "2014", "date"),
        ("Mrs. Abernathy helped", "en", "Abernathy", "name"),
        ("la maestra Quiroga ayuda", "es", "Quiroga", "name"),
        ("mi hija Ximena llora", "es", "Ximena", "name"),
        ("cô Lan rất tốt", "vi", "Lan", "name"),
        ("王老师很好", "zh-Hans", "王", "name"),
        ("김민준 엄마입니다", "ko", "김민준", "name"),
        ("الأستاذ سامي ممتاز", "ar", "سامي", "name"),
        ("Учительница Марина помогла", "ru", "Марина", "name"),
        ("tinulungan siya ni Teacher Malou", "fil", "Malou", "name"),
    ],
)
def test_what_leads_to_a_person_is_replaced_by_what_it_was(text, language, secret, kind):
    redacted, spans = redact(text, language)
    assert secret not in redacted
    assert f"[{kind}]" in redacted
    assert any(span.kind == kind for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "The bus was 45 minutes late on Monday and in March too.",
        "Cedar Valley Middle School needs 3 more counselors for grades 6-8",
        "San Diego and Bowling Green do this better",
        "La maestra es muy buena y el señor del camión también",
        "高中老师很好",
        "우리는 엄마가 도와줘요",
        "con ăn chậm",
        "Коли буде автобус?",
        "",
    ],
)
def test_ordinary_comments_stay_as_they_are(text):
    assert redact(text, "en") == (text, ())


def test_text_that_was_not_searched_is_left_off():
    assert len(redact("a" * 1_000_000, "en")[0]) == LONGEST_TEXT
