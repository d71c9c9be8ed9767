"""Publications that are to be made by themselves."""

from typing import Any

from app.store.tables import Cycle, PublishOrder


def of_cycle(cycle_id: int) -> PublishOrder | None:
    """Return the order of a cycle, if there is one."""
    return PublishOrder.get_or_none(PublishOrder.cycle == cycle_id)


def put(cycle_id: int, fields: dict[str, Any]) -> None:
    """Set the order of a cycle."""
    remove(cycle_id)
    PublishOrder.create(cycle=cycle_id, **fields)


def remove(cycle_id: int) -> None:
    """Take the order of a cycle back."""
    PublishOrder.delete().where(PublishOrder.cycle == cycle_id).execute()


def due(today: str) -> list[PublishOrder]:
    """Return the orders whose day (ISO 8601) has come or whose cycle is closed."""
    closed = PublishOrder.on_close & (Cycle.state == "closed")
    on_day = (PublishOrder.day != "") & (PublishOrder.day <= today)
    return list(PublishOrder.select().join(Cycle).where(closed | on_day))
