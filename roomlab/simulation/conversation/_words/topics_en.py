"""What agents say about known subjects, in English. Every line stands alone; see `topics_ru` for the rules."""

from __future__ import annotations

from roomlab.simulation.conversation._words.bank import TopicLines

TOPICS: dict[str, TopicLines] = {
    "space": TopicLines(
        "space",
        pro=(
            "half an hour under the stars settles more quarrels than a committee does.",
            "space reminds us that every argument we ever had fits on one speck of dust.",
            "one day our grandchildren will complain about the traffic near Mars, and I find that lovely.",
        ),
        contra=(
            "the stars are far away and the kitchen tap is leaking now.",
            "the romance of space ends where the budget begins.",
            "people who stare at the sky tend to step on other people's feet.",
        ),
        ask=("who here would take a one-way ticket to Mars?", "is there more beauty or more emptiness out there?"),
    ),
    "love": TopicLines(
        "love",
        pro=(
            "love shows in small things, such as who leaves the last slice of pie.",
            "without love even clever people are merely quick.",
            "love is hard work, but nobody in it is ever bored.",
        ),
        contra=(
            "much of what we call love is plain fear of an empty flat.",
            "the loudest talkers about love are the ones who forget to call.",
            "great love does badly in a small kitchen.",
        ),
        ask=("what is left of love once you take the pretty words away?", "can anyone love by calculation and win?"),
    ),
    "friendship": TopicLines(
        "friendship",
        pro=(
            "a friend is someone you ring at three in the morning without apologising.",
            "friendship grows slowly, which is why it survives a drought.",
            "with a friend even silence counts as talk.",
        ),
        contra=(
            "half of all friendships last because quarrelling is too much effort.",
            "lending money is a cruel test of friendship, but a clear one.",
            "we all have many friends until somebody needs a piano moved.",
        ),
        ask=("how many real friends fit into one life?", "does a friend owe us honesty or mercy?"),
    ),
    "work": TopicLines(
        "work",
        pro=(
            "good work makes you forget the clock but not the people.",
            "finishing one thing beats starting ten.",
            "my favourite moment at work is when chaos turns into a list.",
        ),
        contra=(
            "nine meetings in ten could be a letter, and the letter could be silence.",
            "people who boast of being tired usually plan badly.",
            "a job you love eats your weekends too, only more politely.",
        ),
        ask=(
            "what do we drop first when there is more work than day?",
            "who here works for the thing and who for the praise?",
        ),
    ),
    "money": TopicLines(
        "money",
        pro=(
            "the best thing money buys is the right to say no.",
            "a little saved for a rainy day makes the dry ones brighter.",
            "generosity is a habit long before it is a sum.",
        ),
        contra=(
            "money spoils more evenings than it pays for.",
            "wealth is often just a queue for other people's approval.",
            "nobody counts as carefully as someone who says money does not matter.",
        ),
        ask=("what would you gladly spend your last twenty on?", "how much is enough to stop counting?"),
    ),
    "weather": TopicLines(
        "weather",
        pro=(
            "rain is good for thinking; the world draws its own curtains.",
            "the first snow gives everyone a minute of childhood back.",
            "a wind like today's airs the head for free.",
        ),
        contra=(
            "a forecast lies less often than people do, but it hurts more.",
            "slush is what you get when even nature cannot decide.",
            "the sun shines on everyone and burns only the honest.",
        ),
        ask=("which weather is this conversation, would you say?", "eternal spring or four honest seasons?"),
    ),
    "music": TopicLines(
        "music",
        pro=(
            "one right note reconciles people faster than an hour of talks.",
            "after good music even the silence sounds different.",
            "every room has a tune of its own once people stop speaking in chorus.",
        ),
        contra=(
            "headphones are mostly a polite fence.",
            "volume never replaced an ear.",
            "one catchy chorus and you cannot enter a shop for three months.",
        ),
        ask=("which song gives you away completely?", "what music could make you forgive anyone?"),
    ),
    "food": TopicLines(
        "food",
        pro=(
            "people who fold dumplings together rarely go to war.",
            "the smell of fresh bread wins arguments that reason loses.",
            "soup forgives its cook a great deal, like a good friend.",
        ),
        contra=(
            "food quarrels are the cruellest, because everybody ends up hungry.",
            "the harder the recipe, the better the sandwich afterwards.",
            "twenty herbs in a dish mean the cook does not believe in it.",
        ),
        ask=("what should we cook to make peace at this table?", "who among us eats in secret at night?"),
    ),
    "tea": TopicLines(
        "tea",
        pro=(
            "the great virtue of tea is that nobody shouts over it.",
            "half of all grudges cool while the kettle boils.",
            "with tea a talk lasts exactly as long as it should.",
        ),
        contra=(
            "a tea bag is a promise nobody meant to keep.",
            "coffee argues with the morning; tea only nods along.",
            "ceremony is what people offer when the leaves have run out.",
        ),
        ask=("tea or coffee, and why is that war eternal?", "does the one who fills the kettle get to be right?"),
    ),
    "books": TopicLines(
        "books",
        pro=(
            "a good book argues in a whisper and wins anyway.",
            "what I love most in old books is the notes in somebody else's hand.",
            "rereading is useful: the book is the same and the reader is not.",
        ),
        contra=(
            "a thick novel is often a short thought that nobody let go home.",
            "the shelves are full and still there is no one to talk to.",
            "the most quoted books are the ones people never finished.",
        ),
        ask=("which book would you give away for good?", "whose life here is a novel and whose is a limerick?"),
    ),
    "film": TopicLines(
        "film",
        pro=(
            "in films I like the pauses, because that is where the truth comes out.",
            "old films are kind: they are never in a hurry.",
            "cinema teaches you to look at a face longer than is polite.",
        ),
        contra=(
            "everyone debates the ending and slept through the middle.",
            "if the music has to tell you what to feel, the script has failed.",
            "sequels happen where both ideas and shame ran out.",
        ),
        ask=("which film should nobody be allowed to retell?", "which of us would be cast as the villain?"),
    ),
    "travel": TopicLines(
        "travel",
        pro=(
            "on the road people look out of a window without a purpose at last.",
            "the sea puts everyone in their place, and the place turns out comfortable.",
            "the best souvenir is the habit of greeting strangers.",
        ),
        contra=(
            "nobody sells a ticket away from oneself, not even in high season.",
            "a holiday abroad is getting tired at your own expense.",
            "people photograph sunrises and remember passport queues.",
        ),
        ask=(
            "where would you go if you could take only one of us?",
            "what matters more on the road, the map or the company?",
        ),
    ),
    "sleep": TopicLines(
        "sleep",
        pro=(
            "a person who slept well is kinder than any philosopher.",
            "the best decisions arrive before dawn, while nobody interferes.",
            "sleep is the one boss nobody argues with.",
        ),
        contra=(
            "the early bird spends all day telling everybody about it.",
            "sleep takes a third of life and never says thank you.",
            "people retell dreams only to those who cannot escape.",
        ),
        ask=("who here is a night owl and who just plans badly?", "which dream never quite let you go?"),
    ),
    "study": TopicLines(
        "learning",
        pro=(
            "learning is a joy at any age, provided no one gives marks.",
            "understanding comes suddenly, like a bus you had given up on.",
            "a good teacher praises the question before answering it.",
        ),
        contra=(
            "from school we remember not the formulas but who was copying.",
            "a diploma proves patience, not wit.",
            "schools reward answers, and life never asks from the list.",
        ),
        ask=("what should be taught instead of half the lessons?", "whose lesson still serves you?"),
    ),
    "science": TopicLines(
        "science",
        pro=(
            "science is the one place where being wrong can be useful.",
            "a good experiment says no as willingly as yes.",
            "theories are beautiful, but a negative result is also honest.",
        ),
        contra=(
            "behind a graph with one point there is always a very confident person.",
            "repeating an experiment is harder than believing it, so everyone believes.",
            "an average never cured anybody.",
        ),
        ask=(
            "which experiment should be repeated in this very room?",
            "whom do you trust when data and instinct disagree?",
        ),
    ),
    "robots": TopicLines(
        "robots",
        pro=(
            "a robot at least admits that it follows instructions.",
            "a machine that can apologise already beats half my neighbours.",
            "if robots take boredom away, they may keep it.",
        ),
        contra=(
            "a clever vacuum cleaner is also sure it understands the flat.",
            "people let a machine decide because nobody can scold it.",
            "artificial minds learn fast, and they learn our worst from us.",
        ),
        ask=("which decision should never be left to a robot?", "how would you tell that one of us is a machine?"),
    ),
    "future": TopicLines(
        "the future",
        pro=(
            "the future begins with something small, such as what we write down for tomorrow.",
            "hope is more useful than a forecast, because people act on it.",
            "in ten years these quarrels will look sweet, thank goodness.",
        ),
        contra=(
            "the road to a bright future is always the darkest one on the map.",
            "forecasts come true for those who forgot what they promised.",
            "tomorrow is usually yesterday at a higher price.",
        ),
        ask=("what from today is worth carrying into the future?", "which is worse, a strange tomorrow or a dull one?"),
    ),
    "memory": TopicLines(
        "memory",
        pro=(
            "memory keeps smells rather than events, and that is wise of it.",
            "old letters keep you warm even when they are all complaints.",
            "whoever remembers a birthday is forgiven a lot.",
        ),
        contra=(
            "memory edits everything in its own favour and hides the changes.",
            "nostalgia is forgetting how cold it was.",
            "people keep a grudge better than an address.",
        ),
        ask=("what would you like to forget and cannot?", "whose memory of yesterday should we trust?"),
    ),
    "game": TopicLines(
        "games",
        pro=(
            "people show themselves faster in a game than in a confession.",
            "a good defeat teaches more than a lucky win.",
            "chess is peaceful: an hour of silence and everyone is content.",
        ),
        contra=(
            "whoever shouts that it is only a game is usually losing.",
            "rules get changed exactly when somebody starts to win.",
            "sport unites the fans and divides the neighbours.",
        ),
        ask=("which of us can lose without sulking?", "what matters more, the win or a beautiful game?"),
    ),
    "animals": TopicLines(
        "animals",
        pro=(
            "a cat picks the calmest person in the room and is rarely wrong.",
            "a dog believes in us more than we deserve.",
            "animals have no bad days, only hungry ones.",
        ),
        contra=(
            "in a house with a cat everybody else is staff.",
            "people love animals because animals do not answer back.",
            "a parrot at least does not claim it made the thing up.",
        ),
        ask=(
            "which of us is the cat and which, after all, the dog?",
            "what could we learn from animals this very day?",
        ),
    ),
    "holiday": TopicLines(
        "celebrations",
        pro=(
            "a party has worked if people did the dishes together and laughed.",
            "a present without a reason pleases twice.",
            "at a long table even the silent ones tell stories.",
        ),
        contra=(
            "a feast takes a week to prepare and a minute to quarrel at.",
            "scheduled fun is worse than a Monday.",
            "people give exactly the presents they would like to pass on.",
        ),
        ask=("which holiday ought to be invented?", "whom do we trust with a toast that makes nobody cry?"),
    ),
    "truth": TopicLines(
        "truth",
        pro=(
            "truth said gently is still truth, only somebody hears it.",
            "one honest talk saves people years.",
            "admitting a mistake aloud is worth more than winning.",
        ),
        contra=(
            "truth is used for hitting far more than for healing.",
            "everyone has a truth of their own and somehow the bill is shared.",
            "those who speak brutal truth seldom begin with themselves.",
        ),
        ask=("when is silence better than the truth?", "who will say aloud what we are all thinking?"),
    ),
    "home": TopicLines(
        "home",
        pro=(
            "home is where they know which mug is yours.",
            "an old creaking floor is cosier than any designer.",
            "a good house always has a spare chair.",
        ),
        contra=(
            "repairs are never finished, people only stop mentioning them.",
            "four walls quickly teach you whom you cannot stand.",
            "the bigger the flat, the longer people look for each other.",
        ),
        ask=("without what does a home stop being one?", "which of us would be a dangerous guest for a week?"),
    ),
    "time": TopicLines(
        "time",
        pro=(
            "time is generous to those who do not carry it in a pocket.",
            "an hour spent talking is almost never lost.",
            "patience is simply respect for somebody else's time.",
        ),
        contra=(
            "time heals, but you have to book in advance.",
            "being late is treating other people's minutes as your own.",
            "everyone complains about time and then scrolls.",
        ),
        ask=("where does the best hour of your day go?", "what would you finish today if tomorrow were cancelled?"),
    ),
}
