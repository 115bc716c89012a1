"""What the company keeps itself of a dispute, and what of that the journey knows.

A row of Django and a run of journeyc are two transactions, and nothing makes them one: a process can die
between them. So a dispute is saved first, with `told = False`, and the journey is told behind the commit.
Whoever dies in between leaves a row that says so, and `tell_rest`, which the worker calls, tells it then.
Told twice under one id it is told once, so nobody has to know whether the first one came through.
"""

from django.db import models

from care.journeys import runtime
from journeyc.runtime import Report


class Dispute(models.Model):
    """A customer disputes a bill. The customer is named as the journey names them."""

    customer = models.CharField(max_length=100)
    bill = models.CharField(max_length=100)
    channel = models.CharField(max_length=20)
    #: What the client calls this request, so that one that comes again makes no second dispute.
    key = models.CharField(max_length=100)
    opened_at = models.DateTimeField()
    told = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "key"], name="once")]

    def tell(self) -> Report:
        """Tell the journey, under the id of the row."""
        report = runtime().send(
            "dispute_opened",
            {"dispute": {"bill": self.bill}},
            customer=self.customer,
            channel=self.channel,
            id=f"dispute/{self.pk}",
            at=self.opened_at,
        )
        Dispute.objects.filter(pk=self.pk).update(told=True)
        return report


def tell_rest() -> int:
    """Tell the journey of what a process that died has not; how many there were."""
    rest = list(Dispute.objects.filter(told=False).order_by("pk"))
    for dispute in rest:
        dispute.tell()
    return len(rest)
