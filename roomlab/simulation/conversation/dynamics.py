r"""How words move feelings: the formulas of the conversational model.

All of it is pure arithmetic on floats. Sympathies :math:`x_{ij}`, moods :math:`v_i`, tones :math:`\tau` and affinities
:math:`c_{ij}` lie in [-1, 1], and every update keeps them there for any number of steps. ``docs/conversation.md``
holds the model on one page.

References
----------
.. [1] Bush, R. R., Mosteller, F. (1955). Stochastic Models for Learning. Wiley. (The linear operator of `moved`.)
.. [2] Heider, F. (1946). Attitudes and cognitive organization. Journal of Psychology 21, 107-112. (Bystanders.)
.. [3] Thibaut, J. W., Kelley, H. H. (1959). The Social Psychology of Groups. Wiley. (The comparison level.)
.. [4] Kiesler, D. J. (1983). The 1982 interpersonal circle: a taxonomy for complementarity in human transactions.
   Psychological Review 90, 185-214. (Friendliness invites friendliness, hostility hostility.)
.. [5] Byrne, D. (1971). The Attraction Paradigm. Academic Press. (Similarity attracts.)
.. [6] Ross, L., Greene, D., House, P. (1977). The "false consensus effect": an egocentric bias in social perception and
   attribution processes. Journal of Experimental Social Psychology 13, 279-301. (What one expects of strangers.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from roomlab.simulation.conversation.temperament import Temperament


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of the model. All are ours; the tests state what they are tuned for.

    Attributes
    ----------
    tone_sympathy, tone_warmth, tone_mood, tone_affinity, tone_reply : float
        Weights of what goes into a tone, each at least 0.
    tone_noise : float
        Standard deviation of the tone of an even-tempered agent before it is bounded.
    rate_heard : float
        Share of the way that the sympathy of the one addressed moves at most, at openness 0.5; in [0, 2/3].
    rate_bystander : float
        The same for those who only listen.
    rate_mood : float
        The same for a mood.
    taste : float
        How strongly mere company pulls a tie towards the affinity; in [0, 1].
    level : float
        Weight of the comparison level in how words are taken; in [0, 1].
    level_rate : float
        How fast the comparison level follows the tone of what is said to an agent; half as fast what is said to others.
        In [0, 1].
    mood_decay : float
        Share of the way that a mood returns to its rest with each utterance of its owner; in [0, 1].
    """

    tone_sympathy: float = 0.9
    tone_warmth: float = 0.7
    tone_mood: float = 0.4
    tone_affinity: float = 0.5
    tone_reply: float = 0.3
    tone_noise: float = 0.25
    rate_heard: float = 0.35
    rate_bystander: float = 0.15
    rate_mood: float = 0.3
    taste: float = 0.6
    level: float = 0.9
    level_rate: float = 0.2
    mood_decay: float = 0.1


def bounded(value: float) -> float:
    """Return the value cut to [-1, 1]; 0 for one that is not a number."""
    return 0.0 if math.isnan(value) else max(-1.0, min(1.0, value))


def moved(value: float, pull: float, rate: float) -> float:
    r"""Move a bounded quantity by the linear operator of Bush and Mosteller.

    .. math:: x' = x + \alpha u (1 - x) \text{ for } u \ge 0, \qquad x' = x + \alpha u (1 + x) \text{ for } u < 0.

    Parameters
    ----------
    value : float
        :math:`x`, in [-1, 1].
    pull : float
        :math:`u`; cut to [-1, 1].
    rate : float
        :math:`\alpha`; cut to [0, 1].

    Returns
    -------
    float
        :math:`x'`, in [-1, 1] for every input in range.
    """
    value, pull = bounded(value), bounded(pull)
    room = 1.0 - value if pull >= 0 else 1.0 + value
    return bounded(value + max(0.0, min(1.0, rate)) * pull * room)


def tone_drawn(
    speaker: Temperament,
    *,
    sympathy: float,
    mood: float,
    affinity: float,
    heard: float,
    noise: float,
    parameters: Parameters,
) -> float:
    r"""Return the tone that a speaker takes with somebody.

    .. math::
        r = a_x x_{ij} + a_w w_i + a_v v_i + a_c c_{ij} + a_r \tau_{ji} + \sigma (1 + \theta_i) \varepsilon,
        \qquad \tau = \tanh\bigl(r\,(1 + \theta_i [r < 0])\bigr),

    with warmth :math:`w_i` and temper :math:`\theta_i` of the speaker, and :math:`\tau_{ji}` the tone in which the
    listener last spoke to it (complementarity [4]_).

    Parameters
    ----------
    speaker : Temperament
        Gives :math:`w_i` and :math:`\theta_i`.
    sympathy, mood, affinity, heard : float
        :math:`x_{ij}`, :math:`v_i`, :math:`c_{ij}`, :math:`\tau_{ji}`; each in [-1, 1].
    noise : float
        :math:`\varepsilon`, a standard normal draw.
    parameters : Parameters
        The weights.

    Returns
    -------
    float
        In (-1, 1).
    """
    p = parameters
    raw = p.tone_sympathy * sympathy + p.tone_warmth * speaker.warmth + p.tone_mood * mood
    raw += p.tone_affinity * affinity + p.tone_reply * heard
    raw += p.tone_noise * (1.0 + speaker.temper) * noise
    return math.tanh(raw * (1.0 + speaker.temper) if raw < 0 else raw)


def expected(temperament: Temperament, parameters: Parameters) -> float:
    r"""Return the comparison level of an agent that has heard nothing yet: the tone it would take itself.

    .. math:: L_j = \tanh(a_w w_j)

    People think others like themselves (the false consensus effect [6]_).
    """
    return math.tanh(parameters.tone_warmth * temperament.warmth)


def felt(tone: float, level: float, parameters: Parameters) -> float:
    r"""Return what a tone means to one who expects the comparison level: :math:`h = \tau - \lambda L`, cut to [-1, 1].

    What counts is not the tone but its distance from what the listener is used to [3]_. Therefore neither a room of
    saints nor one of brutes ends with all ties at one border.
    """
    return bounded(tone - parameters.level * level)


def taken(meaning: float, *, sympathy: float, affinity: float, parameters: Parameters) -> float:
    r"""Return the pull of words on the tie of the one they are meant for to the speaker.

    .. math:: u = h + \tfrac{b}{2} (c_{ji} - x_{ji}) \quad \text{cut to } [-1, 1]

    with the meaning :math:`h` of `felt`. The second term is mere company: it draws a tie towards the affinity.
    """
    return bounded(meaning + parameters.taste * (affinity - sympathy) / 2.0)


def witnessed(meaning: float, other: float, *, sympathy: float, affinity: float, parameters: Parameters) -> float:
    r"""Return the pull on the tie of a bystander k to the speaker i, when i speaks to j.

    .. math:: u = h\, x_{kj} + \tfrac{b}{2} (c_{ki} - x_{ki}) \quad \text{cut to } [-1, 1]

    The first term is Heider's balance [2]_: who is kind to my friend or hard on my enemy gains, who is hard on my
    friend or kind to my enemy loses. `other` is :math:`x_{kj}`; 0 when nobody is spoken to.
    """
    return taken(meaning * other, sympathy=sympathy, affinity=affinity, parameters=parameters)


def openness_rate(rate: float, listener: Temperament) -> float:
    """Return a rate as an agent's openness scales it, by 0.5 to 1.5."""
    return rate * (0.5 + listener.openness)


def affinities(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    r"""Return who is to whose taste.

    Similarity attracts [5]_: with the distances :math:`d_{ij}` between the agents' points and each agent's mean
    :math:`\bar d_i` over the others, :math:`c_{ij} = (\bar d_i - d_{ij}) / \max_k |\bar d_i - d_{ik}|`. Taste is
    relative, as in rankings of who likes whom: among three or more, everybody prefers somebody and somebody comes
    last. That form is ours.

    Parameters
    ----------
    points : ndarray, shape (n, k)
        One point per agent.

    Returns
    -------
    ndarray, shape (n, n)
        In [-1, 1], 0 on the diagonal; row i is the taste of agent i; all 0 for fewer than three agents or equal
        distances.
    """
    count = len(points)
    if count < 3:
        return np.zeros((count, count))
    squares = (points**2).sum(axis=1)
    distance = np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2.0 * points @ points.T, 0.0))
    np.fill_diagonal(distance, 0.0)
    closeness = distance.sum(axis=1, keepdims=True) / (count - 1) - distance
    np.fill_diagonal(closeness, 0.0)
    widest = np.abs(closeness).max(axis=1, keepdims=True)
    result: npt.NDArray[np.float64] = np.divide(closeness, widest, out=np.zeros_like(closeness), where=widest > 1e-6)
    return result
