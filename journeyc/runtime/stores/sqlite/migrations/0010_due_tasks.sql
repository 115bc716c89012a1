-- By when a task is to be claimed or answered; the last number there is for one that is never due. Lists of tasks are
-- in this order, so the one of a page reads a page.

ALTER TABLE tasks ADD COLUMN due INTEGER NOT NULL DEFAULT 9223372036854775807;
DROP INDEX open_tasks;
CREATE INDEX open_tasks ON tasks (due, number) WHERE state = 'open';
CREATE INDEX open_tasks_of_name ON tasks (name, due, number) WHERE state = 'open';
