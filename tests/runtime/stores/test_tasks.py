"""Tasks as every store keeps them: open until they are closed, and in the order in which they are due."""

from journeyc.expression.values import instant_text
from journeyc.runtime.ports import Store, Task, TaskFilter
from tests.runtime.stores.test_contract import MINUTE, NOON, commit, task


def test_tasks_are_open_until_they_are_closed(store: Store) -> None:
    commit(store, tasks=[task(0), task(1, "front_line")])
    commit(store, "bob", tasks=[task(0, owner="bob")])
    assert store.tasks() == [task(0), task(1, "front_line"), task(0, owner="bob")]
    assert store.tasks(TaskFilter("experts")) == [task(0), task(0, owner="bob")]
    commit(store, claims=[(task(0).id, "emma", "")])
    assert store.tasks(TaskFilter("experts"))[0] == task(0)._replace(claimed_by="emma")
    commit(store, claims=[(task(0).id, "", "")], closed=[task(1).id])
    assert store.tasks() == [task(0), task(0, owner="bob")]


def due_at(number: int, minutes: int) -> Task:
    return task(number)._replace(due=instant_text(NOON + minutes * MINUTE))


def test_tasks_come_in_the_order_in_which_they_are_due(store: Store) -> None:
    commit(store, tasks=[task(0), due_at(1, 2), due_at(2, 1), due_at(3, 1)])
    assert store.tasks() == [due_at(2, 1), due_at(3, 1), due_at(1, 2), task(0)]
    assert store.tasks(TaskFilter("experts", limit=2)) == [due_at(2, 1), due_at(3, 1)]
    assert store.tasks(TaskFilter(due_by=NOON + MINUTE)) == [due_at(2, 1), due_at(3, 1)]
    claimed = due_at(2, 60)._replace(claimed_by="emma")
    commit(store, claims=[(claimed.id, "emma", claimed.due)])
    assert store.tasks() == [due_at(3, 1), due_at(1, 2), claimed, task(0)]
    assert store.tasks(TaskFilter(claimed_by="emma")) == [claimed]
    assert store.tasks(TaskFilter(claimed_by="", limit=1)) == [due_at(3, 1)]
    commit(store, claims=[(claimed.id, "", "")])
    assert store.tasks(TaskFilter(limit=9))[2:] == [task(0), task(2)]


def test_an_open_task_is_found_by_its_id(store: Store) -> None:
    commit(store, tasks=[due_at(0, 1), task(1)], closed=[task(1).id])
    assert (store.task(task(0).id), store.task(task(1).id), store.task("x/y/1/0")) == (
        due_at(0, 1),
        None,
        None,
    )
