#!/usr/bin/env python
"""A telephone company's care portal in Django: disputes of bills, with rows of the company's own.

    cd examples/embedding/django_project && pip install -r requirements.txt
    python manage.py migrate
    python manage.py runserver            # or any WSGI server: gunicorn project.wsgi --workers 4 --threads 8
    python manage.py work                 # in another terminal: timers, calls, messages

What to look at:

* `care/journeys.py`: one runtime for each process, opened by its first request, so behind every fork.
* `care/views.py`: what a view does in Django's transaction, and what it tells the journey behind it.
* `care/models.py`: why nothing is lost between the two, although they are two transactions.
* `care/management/commands/work.py`: the worker.
* `project/settings.py`: `JOURNEYC` is what `Runtime.open` takes, so tests put another clock there.
"""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
