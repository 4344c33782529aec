"""When looks at one label speak for a copy of it (疑似复制)."""

from gitrace.profile.values import Frozen, Tag, Tagged


class Copying(Frozen):
    """From how many networks, regions and days on a label is put before a person, its busiest days left out; a look of
    another network within `checker_seconds` is the messenger's own. The others: from how many networks on looks that no
    pack in a shop can have speak by themselves.
    """

    networks: Tagged[int]
    regions: Tagged[int]
    days: Tagged[int]
    busiest_days: Tagged[int]
    checker_seconds: Tagged[int]
    early_networks: Tagged[int]
    late_networks: Tagged[int]
    elsewhere_networks: Tagged[int]
    pin_networks: Tagged[int]


COPYING = Copying(
    networks=Tagged(value=5, tag=Tag.MODEL),
    regions=Tagged(value=4, tag=Tag.MODEL),
    days=Tagged(value=4, tag=Tag.MODEL),
    busiest_days=Tagged(value=2, tag=Tag.MODEL),
    checker_seconds=Tagged(value=30, tag=Tag.MODEL),
    early_networks=Tagged(value=2, tag=Tag.MODEL),
    late_networks=Tagged(value=1, tag=Tag.MODEL),
    elsewhere_networks=Tagged(value=1, tag=Tag.MODEL),
    pin_networks=Tagged(value=1, tag=Tag.MODEL),
)
"""For versions adopted before profiles spoke of copying."""
