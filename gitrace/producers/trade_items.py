"""Trade items: packs under their GTIN."""

from pydantic import BaseModel, Field
from sqlmodel import select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Line, Words
from gitrace.identifiers.gtin import to_gtin14
from gitrace.people.acting import require_manager
from gitrace.producers import equipment_events as events
from gitrace.producers.commands import producer_subject
from gitrace.producers.queries import the_producer
from gitrace.producers.rules import require_forms
from gitrace.producers.tables import TradeItem
from gitrace.profile.commands import profile_on
from gitrace.work import Work


class RegisterTradeItem(BaseModel):
    """A pack. `shoot_g`: grams of shoots that one pack takes from the lot; drained solids for boiled goods."""

    producer_id: int
    gtin: str = Field(title="商品条码（GTIN）", description="包装条码下的 8 至 14 位数字。", max_length=20)
    name: Line = Field(title="品名")
    name_en: Line = Field(title="英文品名")
    form: str = Field(title="品类")
    net_content: Line = Field(title="净含量", description="照包装上的写法，如 净含量：500 g。")
    shoot_g: int = Field(
        title="每件用笋", description="克；清水笋填固形物，不填汤汁；按实重出售的整件填平常的重量。", gt=0, le=1_000_000
    )


class RetireTradeItem(BaseModel):
    """No new labels are made for it, and why."""

    trade_item_id: int
    reason: Words = Field(title="停用理由")


def trade_item_subject(gtin: str) -> str:
    """`trade-item:06901234000016`."""
    return f"trade-item:{gtin}"


def register_trade_item(work: Work, form: RegisterTradeItem) -> TradeItem:
    """Enter a pack; by the producer's manager or a regulator.

    Raises Refusal("not-yours" | "manager-only" | "gtin-…" | "duplicate" | "unknown-form" | "food-licence-missing").
    """
    require_manager(work.actor, form.producer_id)
    producer = the_producer(work.session, form.producer_id)
    gtin = to_gtin14(form.gtin)
    if work.session.exec(select(TradeItem.id).where(TradeItem.gtin == gtin)).first() is not None:
        raise Refusal("duplicate", "商品条码 {gtin} 已经登记。", "gtin", gtin=gtin)
    profile = profile_on(work.session, shanghai_day(work.now))
    require_forms([form.form], profile, producer.food_licence, "form")
    item = TradeItem(**form.model_dump() | {"gtin": gtin})
    work.session.add(item)
    work.session.flush()
    registered = events.TradeItemRegistered(gtin=gtin, name=item.name, form=item.form, net_content=item.net_content)
    work.record(registered, subject=trade_item_subject(gtin), rows=[item], touches=[producer_subject(item.producer_id)])
    return item


def retire_trade_item(work: Work, form: RetireTradeItem) -> TradeItem:
    """Stop new labels for a pack; those in use stay good.

    Raises Refusal("unknown-trade-item" | "not-yours" | "manager-only" | "retired-already").
    """
    item = work.session.get(TradeItem, form.trade_item_id)
    if item is None:
        raise Refusal("unknown-trade-item", "没有登记这个商品。")
    require_manager(work.actor, item.producer_id)
    if item.retired:
        raise Refusal("retired-already", "这个商品已经停用。")
    item.retired = True
    work.session.add(item)
    work.record(
        events.TradeItemRetired(gtin=item.gtin, reason=form.reason),
        subject=trade_item_subject(item.gtin),
        rows=[item],
        touches=[producer_subject(item.producer_id)],
    )
    return item
