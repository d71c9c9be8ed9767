import pytest

from app.adapters.language import ComposedIdentifier

IDENTIFIER = ComposedIdentifier()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bus was late every day this week", "en"),
        ("El autobús llegó tarde toda la semana", "es"),
        ("Le bus était en retard toute la semaine", "fr"),
        ("O ônibus atrasou a semana toda", "pt"),
        ("Xe buýt đến trễ cả tuần", "vi"),
        ("Bis la an reta tout semèn nan", "ht"),
        ("Basku wuu daahay toddobaadka oo dhan", "so"),
        ("Laging late ang bus buong linggo", "fil"),
        ("Автобус опаздывал всю неделю, это плохо", "ru"),
        ("Автобус запізнювався весь тиждень", "uk"),
        ("الحافلة تأخرت طوال الأسبوع", "ar"),
        ("بس پورا ہفتہ دیر سے آئی", "ur"),
        ("bus poora hafta der se aayi aur koi nahi sunta hai", "ur-Latn"),
        ("teacher nice hai lekin homework bohat zyada, please thora break", "ur-Latn"),
        ("counselor ke paas appointment chahiye, office wale form dete hain", "ur-Latn"),
        ("hamro bus driver ramro hunuhuncha tara bihana sadhai late", "ne-Latn"),
        ("lunch ma momo diye sabai bachchaharu khusi", "ne-Latn"),
        ("teacher nyiam peb, tab sis email tuaj ua English", "hmn"),
        ("校车整个星期都迟到", "zh-Hans"),
        ("老師很好", "zh-Hant"),
        ("Chromebook又死机，第三台了", "zh-Hans"),
        ("ParentSquare 알림이 counselor 메일보다 늦어요", "ko"),
        ("'Supporting your child' भन्ने इमेल आयो", "ne"),
        ("Our street sign says 學校 now and it looks great", "en"),
        ("校車這個星期都遲到，孩子們沒有吃早餐", "zh-Hant"),
        ("버스가 일주일 내내 늦었어요", "ko"),
        ("バスが遅れました", "ja"),
        ("Kuv tus menyuam nyiam nws tus xib fwb heev", "hmn"),
        ("todo bien gracias", "es"),
        ("salamat po", "fil"),
        ("我的邮箱abc@mail.example", "zh-Hans"),
        ("el modarresa betefham ebni kwayyes awy, shokran", "ar-Latn"),
        ("mish 3arfeen nekallem el modeer", "ar-Latn"),
        ("lǎoshī duì wǒ érzi hěn hǎo xièxie", "zh-Latn"),
        ("shi tang de fan cai hen nan chi", "zh-Latn"),
        ("we want h2o and mp3 players in 7th grade at 7am", "en"),
        ("que no me da miedo", "es"),
        ("ᎠᏂᏲᏟ ᎤᎾᏕᎶᏆᏍᏗ", "chr"),
        ("ᐃᓕᓐᓂᐊᕐᕕᒃ ᐱᐅᔪᖅ", "iu"),
        ("ᓂᐦᑕᐢ ᒪᓯᓇᐦᐃᑲᐣ", "und"),
    ],
)
def test_languages_that_districts_meet_are_told_apart(text, language):
    assert IDENTIFIER.identify(text)[0] == language


@pytest.mark.parametrize("text", ["", "-", "123", "🙂🙂", "\u202e"])
def test_what_has_no_letters_has_no_language(text):
    assert IDENTIFIER.identify(text) == ("und", 0.0)


def test_confidence_is_a_share_and_long_text_is_no_trouble():
    language, confidence = IDENTIFIER.identify("the school is good " * 50_000)
    assert language == "en" and 0.5 < confidence <= 1
