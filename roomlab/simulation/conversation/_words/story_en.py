"""English phrases of those who tell the story: the narrator, the summary, memories and plans."""

from __future__ import annotations

from roomlab.simulation.conversation._words.bank import Story

STORY = Story(
    narrate_open=(
        "The room gathers round the word “{word}”, and the chatter dies down.",
        "The evening begins with “{word}”; somebody is ready to object already.",
        "It is getting dark outside, the lamp is lit, and “{word}” hangs in the air.",
        "Chairs are drawn up, tea is poured. Tonight's first word: “{word}”.",
        "Everyone waits to see who speaks first. The subject is simple and treacherous: “{word}”.",
        "The story of this room goes on; the new chapter is called “{word}”.",
        "Someone says “{word}”, and the silence turns attentive.",
    ),
    narrate_round=(
        "The talk goes round once more, and the voices grow surer.",
        "The lamp flickers, the tea cools, and nobody leaves the table.",
        "All remember where they stopped: “{word}”.",
        "The pause lasts just long enough to change a mind, and on it goes.",
        "The word “{word}” has already changed owners a few times.",
        "Someone pulls a chair closer, someone else moves to the window.",
        "The clock on the wall is slow, and nobody hurries it: the matter is “{word}”.",
        "Arguments get a second wind too.",
    ),
    narrate_call=(
        "All eyes turn one way: {name}, the floor is yours.",
        "And what does {name} say?",
        "{name} has been silent for a while, and it can be heard. Please.",
        "I pass the word: {name}.",
        "{name}, they are waiting for your answer.",
        "The next turn belongs to {name}.",
        "Hush. {name} speaks.",
        "{name} looks up, and everyone knows that something important is coming.",
        "Let {name} have a say.",
        "{name}, do not hide behind that cup, we are listening.",
        "Into the lamplight comes {name}.",
        "It seems that {name} wants to object. Go ahead.",
    ),
    narrate_warm=(
        "{name} and {other} exchange a glance, as if all had been agreed long ago.",
        "It has grown warmer between two chairs, those of {name} and {other}.",
        "{name} and {other} are plainly on the same wavelength today.",
        "When one begins, the other nods: {name} and {other} have found a common language.",
        "{name} looks at the place where {other} sits, and smiles.",
    ),
    narrate_cold=(
        "{name} and {other} avoid each other's eyes.",
        "There is a draught between two chairs, those of {name} and {other}.",
        "Everyone notices how coldly {name} looks while {other} speaks.",
        "{name} and {other}: one more word and the cups will rattle.",
        "Where {name} puts a full stop, {other} hears a challenge.",
    ),
    narrate_calm=(
        "Passions are asleep; only thoughts are arguing.",
        "Nobody raises a voice, and so every word is heard.",
        "The talk runs evenly, like a train across a plain at night.",
        "So far they are all taking each other's measure.",
        "There is as much curiosity in the room as caution.",
    ),
    narrate_close=(
        "The lamp goes out, the chairs go back, and “{word}” stays in the air.",
        "So the circle closes. Some leave with a friend, some with a question.",
        "The talk stops by itself, like rain. Until next time.",
        "The last word was not said, and that is the best reason to meet again.",
        "Curtain. The cold tea remembers more than we do.",
    ),
    narrate_alone=(
        "There is only me and the silence here. Invite somebody, and the story will begin.",
        "Empty chairs listen too, but they have nothing to say. I shall wait for the others.",
        "There is nobody to tell of and nobody to tell. The room waits for guests.",
    ),
    summary_lead=(
        "The round in brief: the subject was “{word}”, remarks made: {count}.",
        "Summary of this round. Subject: “{word}”, remarks: {count}.",
        "What was said: “{word}” in the middle, {count} remarks around it.",
        "Summary. Remarks: {count}, main word: “{word}”.",
        "To draw a line: remarks {count}, nearly all about “{word}”.",
    ),
    summary_warm=(
        "Warmest tie: {name} → {other}.",
        "The kindest tie now is {name} → {other}.",
        "Most sympathy runs from {name} → {other}.",
        "Closest of all: {name} → {other}.",
    ),
    summary_cold=(
        "Coldest tie: {name} → {other}.",
        "The prickliest tie is {name} → {other}.",
        "The tension stays on {name} → {other}.",
        "Furthest apart: {name} → {other}.",
    ),
    summary_even=(
        "No clear alliances or quarrels so far.",
        "Feelings are even, without peaks.",
        "Nobody stands out for anybody yet.",
    ),
    summary_quote=(
        "A thought to keep, by {name}: “{quote}”",
        "Quote of the round, by {name}: “{quote}”",
        "What rang loudest came from {name}: “{quote}”",
        "Worth rereading, {name}: “{quote}”",
    ),
    final_warm=(
        "Final answer: on “{word}” the room mostly agrees; there is more good than quarrel here.",
        "Final answer: “{word}” unites us more than it divides; begin with those who found a common language.",
        "The common view: “{word}” is best talked over together and without haste.",
    ),
    final_cold=(
        "Final answer: there is no agreement on “{word}”; two honest opinions beat one invented.",
        "Final answer: “{word}” divides us; cool down first, decide afterwards.",
        "No common view on “{word}” came out: the arguments ended before the grudges did.",
    ),
    final_even=(
        "Final answer: there are reasons for and against “{word}”, and both sides were heard.",
        "Final answer: “{word}” stays an open question, but a better asked one.",
        "The common view: “{word}” needs one more evening, there is no hurry.",
    ),
    memory_warm=(
        "{name} speaks warmly to me. Subject: “{word}”.",
        "Kind words from {name}; we spoke of “{word}”.",
        "{name} took my side in the talk about “{word}”.",
    ),
    memory_cold=(
        "{name} hurts me with words. Subject: “{word}”.",
        "A barb from {name}; we spoke of “{word}”.",
        "{name} is against me in the talk about “{word}”.",
    ),
    memory_user=(
        "We are asked about “{word}”.",
        "A guest starts a talk about “{word}”.",
        "A new question in the room: “{word}”.",
    ),
    plan_warm=(
        "Have a heart-to-heart talk with {name}.",
        "Do something nice for {name}.",
        "Stand together with {name} in the next argument.",
    ),
    plan_cold=(
        "Have it out with {name}.",
        "Give no ground to {name} in the next argument.",
        "Keep a distance from {name}.",
    ),
)
