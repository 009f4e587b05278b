"""An incident as a view plays it: what is so at a moment, what happened, two runs side by side, a new one begun."""

from twin_viewers.player.choices import LOST, StateChoice
from twin_viewers.player.player import Player, player_of

__all__ = ["LOST", "Player", "StateChoice", "player_of"]
