"""Word stems, Russian and English, from which character and tone are read.

A stem ending in ``*`` matches every word that begins with it, any other only itself. The letter ё counts as е.
The lists are ours: small on purpose, so that a reader can see at a glance what a text will be taken for.
"""

from __future__ import annotations

TRAITS: dict[str, dict[int, str]] = {
    "warmth": {
        +1: """
        добр* ласков* нежн* заботл* забот* дружел* отзывч* сердечн* тепл* любящ* мягк* милосерд* сочувств* щедр*
        душевн* приветлив* гостеприимн* чутк* верн* kind* warm* gentle* caring friendl* tender* loving generous*
        compassion* sweet* hospitabl* considerate cordial* empath* loyal*
    """,
        -1: """
        холодн* груб* жесток* злой злая зло злобн* цинич* циник* язвит* надменн* высокомерн* завистл* мстит*
        черств* ехидн* колк* колюч* неприветлив* недружел* эгоист* cold* rude* cruel* mean cynic* arrogan*
        harsh* hostile* envious* spiteful* vengeful heartless unfriendl* selfish* bitter* haughty prickly
    """,
    },
    "temper": {
        +1: """
        вспыльч* гневн* горяч* раздраж* ворчл* ворчун* сварлив* нервн* импульс* упрям* обидчив* резк* строптив*
        спорщи* задир* hot hotheaded tempered irritab* grump* quarrelsome nervous* impuls* stubborn* touchy
        blunt* argumentativ* fiery impatien* jealous*
    """,
        -1: """
        спокойн* терпел* уравновеш* невозмут* мудр* сдержан* кротк* миролюб* рассудит* calm* patient* balanced
        serene wise* composed placid peace* even-tempered mild* measured
    """,
    },
    "openness": {
        +1: """
        открыт* любопыт* доверч* любозн* творч* мечтат* восприимч* впечатл* наивн* искател* поэт* фантаз* open*
        curious* trusting inquisit* creativ* dream* impression* naive* adventur* imaginat* poet*
    """,
        -1: """
        замкнут* недоверч* скептич* скептик* подозрит* упрям* консерват* осторожн* закрыт* педант* closed
        guarded distrust* skeptic* sceptic* suspicious* stubborn* conservativ* cautious* pedant*
    """,
    },
    "talkativeness": {
        +1: """
        болтлив* болтун* разговорч* общител* энергичн* говорлив* шумн* рассказчи* весел* бойк* talkativ* chatty
        sociable outgoing energetic* loud* storytell* gossip* cheerful* lively
    """,
        -1: """
        молчал* молчун* тих* скромн* застенч* робк* немногосл* лаконич* стеснит* замкнут* silent* quiet* modest*
        shy* timid* laconic* terse reserved taciturn
    """,
    },
    "humour": {
        +1: """
        шутл* шутник* шутит остроумн* ирон* насмешл* весел* сарказ* саркаст* язвит* озорн* ехидн* дразн* funny
        jok* witty iron* mocking cheerful* sarcas* playful* mischiev* teas*
    """,
        -1: """
        серьезн* строг* педант* мрачн* угрюм* суров* печальн* serious* stern* strict* pedant* gloomy grim*
        severe solemn* sad*
    """,
    },
}
"""Trait to direction to stems: what a character text says about its owner."""

TONE: dict[int, str] = {
    +1: """
        спасибо благодар* люблю любим* рад рада рады радост* прекрасн* отличн* замечательн* чудесн* хорош*
        молод* здорово супер класс классн* умниц* согласн* поддерж* приятн* обожаю друг друзья дорог* мил* добр*
        нежн* тепл* ура браво поздрав* обнима* улыб* интересн* красив* восхит* гениальн* пожалуйста привет*
        нравит* светл* верно точку thank* love* loving glad happy wonderful great* excellent* amazing nice*
        good* best brilliant* agree* support* pleas* enjoy* friend* dear kind* warm* bravo congrat* hug* smil*
        beautiful* admire* like* hello welcome fun interesting brighter gift spot
        😀 😃 😄 😁 😊 🙂 😍 🥰 😘 ❤ 👍 👏 🎉 😂 🤗
        💕 🙏
    """,
    -1: """
        плох* ужасн* ненавиж* злой зло злит бесит бесят дурак дура дурац* глуп* тупо тупой тупая идиот* вранье
        врешь лжешь лжец врун* надоел* скучн* против отврат* мерзк* гадк* подл* подло хватит замолч* молчи
        помолчи заткн* бред чушь ерунд* провал* хам позор* стыд* обид* груб* раздраж* противн* бесполезн*
        кошмар* нелеп* сомнит* неправ* неприятн* злобн* шум bad* terrible awful hate* evil angry annoy* stupid*
        idiot* dumb fool* liar* lie lies boring tired disgust* nasty mean enough shut nonsense rubbish fail*
        rude shame* hurt* useless ugly ridiculous* doubt* wrong worst horrible* pathetic unpleasant disagree*
        noise bitter 😡 😠 🤬 👎 💩 😤 🤮 😒 🙄 💔
    """,
}
"""Direction to stems: what a message says about the feelings of its author."""

NEGATIONS = """не нет ни без вовсе
    not no never without isn aren don doesn didn won cannot nor hardly neither"""
"""Words that turn round the next word that carries meaning."""

SUBJECTS: dict[str, str] = {
    "space": """
        космос* космич* звезд* планет* марс* вселенн* space planet* star stars mars universe* galax* cosmos*
    """,
    "love": "любов* любв* влюбл* роман романтик* love romance* romantic*",
    "friendship": "дружб* дружи* друг друга друзья друзей друзьях friend* friendship*",
    "work": """
        работ* проект* задани* задач* офис* начальник* карьер* work* job* project* task* office* boss*
        career*
    """,
    "money": """
        деньг* денег деньга* бюджет* зарплат* богат* цена цены money budget* salar* rich price* wealth*
    """,
    "weather": """
        погод* дожд* снег* ветер ветр* зима зимой лето летом осен* весн* weather rain* snow* wind* winter*
        summer* autumn spring
    """,
    "music": "музык* песн* песен концерт* гитар* мелоди* music* song* concert* guitar* melod*",
    "food": """
        еда еду еды едой ужин* обед* завтрак* готовит* рецепт* пирог* суп супа хлеб* вкусн* food dinner* lunch*
        breakfast* cook* recipe* pie soup* bread
    """,
    "tea": "чай чая чаю чаем чае кофе кофей* tea coffee",
    "books": """
        книг* книж* роман* чита* литератур* писател* стих* book* novel* read* literatur* writer* poem*
    """,
    "film": "кино фильм* сериал* театр* сцен* film* movie* cinema* series theatre* theater*",
    "travel": """
        путешеств* поездк* отпуск* море моря морю дорог* поезд* город* travel* trip* vacation* holidays sea
        journey* train* city*
    """,
    "sleep": "сон сна сны снов снит* спать сплю ночь ночью sleep* dream dreams night*",
    "study": """
        учеб* учит* школ* урок* студент* экзамен* университет* study* learn* school* lesson* student* exam*
        teach* universit*
    """,
    "science": """
        наук* науч* учен* опыт* эксперимент* данны* статистик* график* scien* experiment* data statistic*
        research* graph*
    """,
    "robots": """
        робот* машин* искусственн* нейросет* ии алгоритм* компьютер* robot* machine* ai algorithm* computer*
        artificial
    """,
    "future": """
        будущ* завтра прогноз* мечта мечты future* tomorrow forecast*
    """,
    "memory": """
        памят* воспомин* вспомин* помни* прошл* детств* memor* remember* past childhood nostalg*
    """,
    "game": """
        игра игры игру играть играе* игрок* спорт* футбол* шахмат* матч* game* play playing played sport*
        football* chess
        match*
    """,
    "animals": """
        кот кота коты котик* кошк* кошек собак* пес звер* животн* птиц* cat cats dog dogs animal* pet pets bird*
    """,
    "holiday": """
        праздн* подар* рожден* елк* гост* вечеринк* holiday party parties birthday* celebrat* present* gift*
        guest*
    """,
    "truth": "правд* честн* ложь лжи вранье истин* truth* honest* lie lies lying",
    "home": """
        дом дома домой дому ремонт* квартир* кухн* сосед* уют* home house* repair* flat apartment* kitchen*
        neighbo*
    """,
    "time": """
        время времен* часы час минут* опозд* ждать время time hour* minute* late wait* clock*
    """,
}  # fmt: skip
"""Known subject to the words that call it up."""

IDLE = """
    ваш* наш* твой твоя твое твои дело дела делам делу мнение идея идею идеи есть этим этими обо про как что кто
    привет* здравствуй* пожалуйста спасибо давай* можно нужно надо очень просто какой какая какое какие каком
    какую когда почему зачем потому поэтому сегодня вчера сейчас теперь всегда никогда может могу можем можешь
    можете будет будем будете было были чтобы если тогда этот этого этом эта эту эти этих того тому тебе тебя
    тобой меня мной мне нас нам вас вам вами себя себе свой свои своя который которая которые которого самый
    самая только тоже также ещё еще уже вообще думаешь думаете думать скажи скажите сказать расскажи расскажите
    рассказать говорит говорить обсудите обсудим поговорим поговорите поговорить хочу хочешь хотите хочется
    знаешь знаете знать нет всем всех всё все друг друга больше меньше лучше хуже между через после перед против
    около чего кого кому чему куда откуда сколько ребята вопрос ответ ответьте выполни выполните сделай сделайте
    давно много мало почти ладно хорошо плохо важнее about above after again against because been before being
    below between both could does doing down during each everybody everyone from further have having hello here
    hers herself himself into itself just more most myself only other ours over please same should some
    something such than thank thanks that their theirs them themselves then there these they thing things think
    this those through tell talk discuss under until very want well were what when where which while will with
    would your yours yourself know like make let's lets guys anyone someone really maybe much many good better
    agents agent room question answer
"""
"""Words that are never taken for a subject (with ``*``: beginnings of such words)."""

UNLIKELY = """
    ться тся ать ять ить еть уть ешь ишь ете ите ет ит ут ют или али
    ый ая ое ые ого ому ых
"""
"""Endings of Russian verbs and adjectives: such words are taken for a subject only when there is nothing better."""
