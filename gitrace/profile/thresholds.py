"""The figures that rules compare with: yields, inputs, scales, labels, marks and what is public."""

from decimal import Decimal

from gitrace.profile.values import Amount, Frozen, MonthDay, Tag, Tagged


class Yields(Frozen):
    """Kilograms per mu and season; shares are decimals of one."""

    county_average: Tagged[Amount]
    good_natural: Tagged[Amount]
    good_covered: Tagged[Amount]
    refuse_above: Tagged[Amount]
    warn_above: Tagged[Amount]
    warn_below_share_left: Tagged[Amount]
    public_notice_days: Tagged[int]


class Inputs(Frozen):
    """Plant protection. The pre-harvest interval itself stands on each pesticide's label and so in its record."""

    banned: Tagged[tuple[str, ...]]
    banned_for_days: Tagged[int]
    record_kept_years: Tagged[int]
    certificate_kept_months: Tagged[int]


class Scales(Frozen):
    """Instruments used in trade."""

    verification_days: Tagged[int]


class Weighing(Frozen):
    """What the clerk is warned of at the scale: so many times a grower's usual net weight, and a scale's certificate
    that ends within so many days.
    """

    times_usual: Tagged[int]
    certificate_due_days: Tagged[int]


class Labels(Frozen):
    """Caps on labels printed ahead, and what may be poured and credited.

    The cap of a producer is `cap_factor` times its `busiest_days` best days among the last `of_days`; before it has
    such days, `first_season_labels`, unless the regulator set it another. A factor or figure of 0 forbids printing
    ahead. A carton weighs from `carton_least_share` to `carton_most_share` of its product's usual weight; a product is
    one for wholesale from `carton_from_g` grams on. Versions adopted before profiles spoke of cartons have the values
    that stand here.
    """

    cap_factor: Tagged[Amount]
    busiest_days: Tagged[int]
    of_days: Tagged[int]
    first_season_labels: Tagged[int]
    open_ahead_days: Tagged[int]
    pour_within_hours: Tagged[int]
    void_credit_share: Tagged[Amount]
    pin_tries_a_day: Tagged[int]
    carton_least_share: Tagged[Amount] = Tagged(value=Decimal("0.5"), tag=Tag.MODEL)
    carton_most_share: Tagged[Amount] = Tagged(value=Decimal("1.6"), tag=Tag.MODEL)
    carton_from_g: Tagged[int] = Tagged(value=2500, tag=Tag.MODEL)


class Mark(Frozen):
    """The special mark lapses when it is not used: warn before."""

    warn_unused_months: Tagged[int]
    lost_unused_months: Tagged[int]


class Season(Frozen):
    """The first day of a season, which is named after the year it ends in."""

    begins: Tagged[MonthDay]


class Public(Frozen):
    """What a public page may show of growers."""

    village_from_households: Tagged[int]
