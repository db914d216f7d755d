"""Agents whose words come from a language model: any endpoint that speaks the chat-completions protocol.

A call costs money and is not reproducible, so each is counted against a budget and can be kept on a cassette, from
which the same room is played again without a network. ``docs/language-models.md`` tells of all of it.
"""

from roomlab.errors import LanguageModelError
from roomlab.simulation.llm.agent import LanguageModelAgent
from roomlab.simulation.llm.budget import DailyBudget, Tally
from roomlab.simulation.llm.cassette import Cassette
from roomlab.simulation.llm.endpoint import KEY_VARIABLE, Endpoint
from roomlab.simulation.llm.model import LanguageModel
from roomlab.simulation.llm.records import Completion, Prompt
from roomlab.simulation.llm.templates import SYSTEM, TEMPLATES, Template, build
from roomlab.simulation.llm.wording import REMARKS, Remark, prompt_for, words_of

__all__ = [
    "KEY_VARIABLE",
    "REMARKS",
    "SYSTEM",
    "TEMPLATES",
    "Cassette",
    "Completion",
    "DailyBudget",
    "Endpoint",
    "LanguageModel",
    "LanguageModelAgent",
    "LanguageModelError",
    "Prompt",
    "Remark",
    "Tally",
    "Template",
    "build",
    "prompt_for",
    "words_of",
]
