"""The rows of the company's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer", models.CharField(max_length=100)),
                ("bill", models.CharField(max_length=100)),
                ("channel", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=100)),
                ("opened_at", models.DateTimeField()),
                ("told", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("customer", "key"), name="once")],
            },
        ),
    ]
