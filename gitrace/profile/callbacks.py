"""How many deliveries are called back."""

from gitrace.profile.values import Frozen, Tag, Tagged


class Callbacks(Frozen):
    """Call-backs (电话回访): deliveries drawn by lot each week, and how often an unanswered one is tried."""

    a_week: Tagged[int]
    tries: Tagged[int]


CALLBACKS = Callbacks(a_week=Tagged(value=10, tag=Tag.MODEL), tries=Tagged(value=3, tag=Tag.MODEL))
"""For versions adopted before profiles spoke of call-backs."""
