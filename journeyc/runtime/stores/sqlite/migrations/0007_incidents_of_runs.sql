-- What is kept of a customer is read for each who has something old, however many incidents there are.

CREATE INDEX incidents_of_run ON incidents (run);
