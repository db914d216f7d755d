"""Ready-made characters: descriptions that the lexicon can read, and sayings of their own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Character:
    """A ready-made character.

    Attributes
    ----------
    name : str
        How it is called unless the user chooses otherwise.
    character : str
        Its description, from which temperament, interests and mother tongue are read.
    emoji, color : str
        A face and a ``#rrggbb`` for a picture of it.
    ru, en : tuple of str
        Sayings of its own in both languages; each stands alone and begins in lower case.
    """

    name: str
    character: str
    emoji: str
    color: str
    ru: tuple[str, ...]
    en: tuple[str, ...]


CHARACTERS: tuple[Character, ...] = (
    Character(
        "Аглая",
        "Смотрительница маяка на пенсии. Добрая, терпеливая, мечтательная, говорит неторопливо и любит море, чай "
        "и старые письма. Умеет помирить кого угодно, но не терпит хвастовства.",
        "🕯️",
        "#e9a23b",
        ru=(
            "на маяке учишься одному: свет надо держать, даже если никто не плывёт.",
            "в шторм лодки не спорят, кто прав, они держатся вместе.",
            "у меня в комоде сорок лет чужих писем, и почти все начинаются с «прости».",
            "туман расходится сам, если на него не кричать.",
            "чайка громче всех, а рыбу ловит молчаливый баклан.",
        ),
        en=(
            "a lighthouse teaches one thing: keep the light, even when nobody sails.",
            "boats in a storm do not argue who is right, they keep together.",
            "I have forty years of letters in a drawer, and nearly all of them begin with sorry.",
            "fog goes away by itself if nobody shouts at it.",
            "the gull is the loudest, and the silent cormorant gets the fish.",
        ),
    ),
    Character(
        "Борис Громов",
        "Отставной боцман: вспыльчивый, резкий, упрямый, шумный, обидчивый, но честный. Спорит обо всём, особенно "
        "о порядке, работе и погоде. Грубый на словах.",
        "⚓",
        "#c0392b",
        ru=(
            "на корабле за такие речи драили палубу, и помогало.",
            "боцман повторяет дважды: второй раз уже дудкой.",
            "узел либо держит, либо это бантик, третьего не бывает.",
            "при качке сразу видно, кто моряк, а кто пассажир с мнением.",
            "порядок начинается с того, чей сапог стоит на проходе.",
        ),
        en=(
            "on a ship such speeches earned you a mop, and it helped.",
            "a boatswain says it twice, and the second time with a whistle.",
            "either a knot holds or it is a ribbon, there is no third kind.",
            "a rolling deck shows who is a sailor and who is a passenger with opinions.",
            "order begins with whose boot stands in the gangway.",
        ),
    ),
    Character(
        "Вера Лисицына",
        "Язвительный театральный критик: остроумная, ироничная, насмешливая, холодная и проницательная. Любит "
        "театр, книги и последнее слово.",
        "🦊",
        "#d35400",
        ru=(
            "в третьем ряду я вижу всё, включая фальшивые слёзы.",
            "аплодируют громче всех те, кто проспал второе действие.",
            "ружьё на стене есть, а стрелять, как всегда, некому.",
            "плохую пьесу спасает буфет, плохой спор не спасает ничто.",
            "у каждого здесь своя роль, жаль, что текст не выучен.",
        ),
        en=(
            "from the third row I see everything, false tears included.",
            "the loudest applause comes from those who slept through act two.",
            "there is a gun on the wall and, as usual, nobody to fire it.",
            "a bad play is saved by the bar; a bad argument by nothing.",
            "everybody here has a part, what a pity that nobody learned the lines.",
        ),
    ),
    Character(
        "Тихон",
        "Молчаливый часовщик, тихий и застенчивый, осторожный, но верный. Говорит редко и по делу; любит порядок, "
        "время и шахматы. Спокойный и рассудительный.",
        "🕰️",
        "#5d6d7e",
        ru=(
            "часы стоят не от старости, а от пыли.",
            "лишняя деталь после сборки — это не ошибка, а намёк.",
            "маятнику дай покой, и он сам найдёт меру.",
            "спешащие часы тоже врут, только бодро.",
            "слушаю вас, как слушают механизм: где стучит не в такт.",
        ),
        en=(
            "clocks stop from dust, not from age.",
            "a spare part left over is not a mistake, it is a hint.",
            "leave a pendulum in peace and it finds its own measure.",
            "a fast clock lies too, only more cheerfully.",
            "I listen to you as one listens to a movement: for what ticks out of time.",
        ),
    ),
    Character(
        "Зоя Огнева",
        "Неугомонная изобретательница: энергичная, любопытная, весёлая, импульсивная, болтливая. Верит в роботов, "
        "науку и будущее, чинит всё подряд и ломает тоже.",
        "🔧",
        "#8e44ad",
        ru=(
            "моя последняя машина варит кашу и поёт, но пока по очереди.",
            "взорвалось, значит, работает, осталось понять что.",
            "у меня три отвёртки и ни одного сомнения.",
            "чертёж на салфетке надёжнее: салфетку не жалко.",
            "однажды мой робот сам выбросил инструкцию, и мы подружились.",
        ),
        en=(
            "my latest machine cooks porridge and sings, though in turns so far.",
            "it exploded, so it works, and now we need to learn as what.",
            "I own three screwdrivers and not a single doubt.",
            "a drawing on a napkin is safer: nobody pities a napkin.",
            "one day my robot threw the manual away itself, and we became friends.",
        ),
    ),
    Character(
        "Профессор Штольц",
        "Учёный-статистик, педант и скептик: строгий, недоверчивый, сдержанный, немного высокомерный. Требует "
        "данных, любит науку, опыты и крепкий кофе.",
        "📐",
        "#2c3e50",
        ru=(
            "на выборке из одного человека доказано уже решительно всё.",
            "прежде чем радоваться, проверим знаменатель.",
            "корреляция вежливо кланяется, но замуж за причину не идёт.",
            "мнение без погрешности я записываю карандашом.",
            "уверенность растёт обратно числу наблюдений, это мой единственный закон.",
        ),
        en=(
            "with a sample of one, everything has already been proved.",
            "before rejoicing let us check the denominator.",
            "correlation bows politely and never marries the cause.",
            "an opinion without an error bar goes down in pencil.",
            "confidence grows as observations shrink: my one and only law.",
        ),
    ),
    Character(
        "Марфа Пирогова",
        "Хозяйка пекарни: сердечная, щедрая, разговорчивая, заботливая и весёлая. Лечит любую ссору пирогом, "
        "обожает праздники, музыку и соседские новости.",
        "🥧",
        "#e67e22",
        ru=(
            "тесто чует ссору и не поднимается, так что миритесь.",
            "у меня на всех хватит, ещё и с собой заверну.",
            "вчера соседи спорили до ночи, а утром пришли за одним батоном на двоих.",
            "корочка хороша, когда внутри мягко, и с людьми так же.",
            "сахар в чай и правду в разговор кладут по вкусу.",
        ),
        en=(
            "dough can smell a quarrel and will not rise, so make peace.",
            "I have enough for everyone, and a parcel to take home.",
            "the neighbours argued until night and came for one loaf for two in the morning.",
            "a crust is good when it is soft inside, and so are people.",
            "sugar in tea and truth in talk are added to taste.",
        ),
    ),
    Character(
        "Глеб Воронов",
        "Завистливый и мрачный поэт: обидчивый, ранимый, циничный, замкнутый, зато впечатлительный. Не выносит "
        "чужого успеха, пишет о памяти, снах и дожде.",
        "🪶",
        "#34495e",
        ru=(
            "моё лучшее стихотворение вы бы всё равно не дослушали.",
            "дождь опять читает мои черновики, единственный верный читатель.",
            "слава ходит в гости к соседям, я слышу её каблуки через стену.",
            "рифма к слову «успех» у меня только одна, и она неприличная.",
            "ночью слова честнее, они думают, что никто не записывает.",
        ),
        en=(
            "you would never hear my best poem out anyway.",
            "the rain is reading my drafts again, my one faithful reader.",
            "fame visits the neighbours; I hear its heels through the wall.",
            "I know one rhyme for success, and it is not polite.",
            "words are more honest at night, when they think nobody writes them down.",
        ),
    ),
    Character(
        "Captain Rosalind Hale",
        "A retired airship captain: sociable, warm, adventurous, a born storyteller with a playful streak. Loves "
        "travel, weather and impossible bets. Loyal to her crew.",
        "🎈",
        "#2980b9",
        ru=(
            "над облаками всегда ясно, надо только сбросить балласт обид.",
            "однажды мы садились на крышу оперы, и партер решил, что так и надо.",
            "ветру не приказывают, с ветром договариваются.",
            "ставлю свою фуражку, что к вечеру мы все передумаем.",
            "экипаж проверяется не бурей, а третьей неделей штиля.",
        ),
        en=(
            "above the clouds it is always clear; one only has to drop the ballast of grudges.",
            "we once landed on the roof of an opera, and the stalls took it for the staging.",
            "nobody commands the wind, one makes an agreement with it.",
            "I bet my cap that we shall all have changed our minds by evening.",
            "what tests a crew is not the storm but the third week of calm.",
        ),
    ),
    Character(
        "Silas Crane",
        "A bitter tax collector: cold, suspicious, terse, sarcastic, envious of everyone's holidays. Counts "
        "money, time and other people's mistakes.",
        "🧾",
        "#7f8c8d",
        ru=(
            "всё записано: и кто сказал, и сколько это будет стоить.",
            "щедрость проверяется квитанцией.",
            "за тридцать лет мне улыбались дважды, и оба раза по ошибке.",
            "хорошее настроение налогом пока не облагается, пользуйтесь.",
            "люди округляют всегда в свою пользу.",
        ),
        en=(
            "it is all written down: who said it and what it will cost.",
            "generosity is proved by a receipt.",
            "people smiled at me twice in thirty years, both times by mistake.",
            "good cheer is not taxed yet, so help yourselves.",
            "everybody rounds in their own favour.",
        ),
    ),
    Character(
        "Juniper Moss",
        "A dreamy gardener and herbalist: gentle, quiet, patient, trusting. Talks to animals and plants, forgives "
        "quickly, remembers every kindness.",
        "🌿",
        "#27ae60",
        ru=(
            "крапива тоже лечит, надо просто знать, с какой стороны брать.",
            "семечко не торопят, ему рассказывают про солнце.",
            "сорняк — это цветок, которому не нашли имени.",
            "ёж из-под моей яблони передаёт всем привет.",
            "корни дружат молча, а у нас всё на виду.",
        ),
        en=(
            "nettles heal too, you only need to know from which side to take them.",
            "nobody hurries a seed, you tell it about the sun.",
            "a weed is a flower for which nobody found a name.",
            "the hedgehog under my apple tree sends regards to all.",
            "roots are friends in silence, and we do it all in the open.",
        ),
    ),
    Character(
        "Dash Calloway",
        "A street magician and gambler: witty, mischievous, chatty, impulsive, mocking, hot-headed when he loses. "
        "Loves games, celebrations and an audience.",
        "🃏",
        "#16a085",
        ru=(
            "следите за руками, потому что фокус уже кончился.",
            "туз в рукаве греет лучше шарфа.",
            "загадайте карту, любую, нет, только не эту.",
            "правду я говорю по чётным дням, угадайте, какой сегодня.",
            "публика любит, когда её обманывают красиво и недорого.",
        ),
        en=(
            "watch my hands, because the trick is already over.",
            "an ace up the sleeve is warmer than a scarf.",
            "think of a card, any card, no, not that one.",
            "I tell the truth on even days; guess which one this is.",
            "the public loves to be fooled beautifully and cheaply.",
        ),
    ),
    Character(
        "Nadia Okafor",
        "An investigative reporter: blunt, curious, argumentative, impatient, fearless. Wants the truth and asks "
        "until she gets it; does not suffer fools, but is loyal to friends.",
        "🎙️",
        "#c2185b",
        ru=(
            "два источника молчат одинаково, значит, есть о чём писать.",
            "самый честный ответ звучит после слов «это не для печати».",
            "у меня в блокноте больше вопросов, чем у вас дверей.",
            "пресс-служба отрицает, стало быть, подтверждаем.",
            "когда все согласны, ищите того, кого не спросили.",
        ),
        en=(
            "two sources keep the same silence, so there is a story.",
            "the most honest answer comes after the words off the record.",
            "I have more questions in my notebook than you have doors.",
            "the press office denies it, consider it confirmed.",
            "when everyone agrees, look for the one who was not asked.",
        ),
    ),
    Character(
        "Old Tobias",
        "A village schoolmaster and peacemaker: wise, calm, kind, reserved, a little stern. Answers with a story "
        "about learning, friendship and home.",
        "📚",
        "#6d4c41",
        ru=(
            "мой худший ученик теперь строит мосты, а я по ним хожу.",
            "на задней парте всегда сидит тот, кто понял вопрос.",
            "двойку стирают, а доброе слово нет.",
            "в нашей школе звонок звенит для учителя.",
            "ссорятся обычно двое, а мириться выходит весь двор.",
        ),
        en=(
            "my worst pupil builds bridges now, and I walk across them.",
            "in the back row there is always one who understood the question.",
            "a bad mark can be erased, a kind word cannot.",
            "in our school the bell rings for the teacher.",
            "two people quarrel, and the whole yard comes out to reconcile them.",
        ),
    ),
)
"""Fourteen of them, eight of Russian and six of English tongue."""

SAYINGS = {who.character: {"ru": who.ru, "en": who.en} for who in CHARACTERS}
"""Description of a ready-made character to its sayings by language."""
