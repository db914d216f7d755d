"""Make the sample recording that is part of roomlab: `python tests/roomlab/recording/make_sample.py FILE`."""

from __future__ import annotations

import sys

import roomlab
from roomlab._clock import ManualClock
from roomlab.recording.recorder import Recorder

NAMES = ("Ada", "Bea", "Cleo", "Dan", "Eli", "Fay", "Gus", "Hana")
LINES = (
    "Who takes the bread out?",
    "I will, if somebody does the dishes.",
    "You said so on Monday, too.",
    "And I did it on Monday.",
    "Let us not count that again.",
    "The soup was good, by the way.",
    "It was. Thank you for it.",
    "Next week I cook, and nobody complains.",
)
STEPS = 30


def main(path: str) -> None:
    """Simulate eight friends for half a minute of their time, and record them."""
    with roomlab.simulate("balance", agents=NAMES, seed=7, title="Eight friends (simulated)") as room:
        for step in range(STEPS):
            room.simulation.step()
            if step % 4 == 1:
                turn = step // 4
                room.send(LINES[turn % len(LINES)], sender=f"Agent {NAMES[3 * turn % len(NAMES)]}")
        recorder = Recorder(room.log, path, title=room.title, clock=ManualClock(946_684_800_000_000))
        recorder.close()


if __name__ == "__main__":
    main(sys.argv[1])
