"""A mark where nothing else that is kept says that somebody said no."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial"), ("consent", "0002_parts_ticked")]
    operations = [
        migrations.CreateModel(
            name="Declined",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("person", models.UUIDField(db_index=True)),
                ("purpose", models.CharField(blank=True, max_length=24)),
                (
                    "receiver",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.institution"
                    ),
                ),
                ("declined_on", models.DateField()),
                ("forget_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["person", "purpose", "receiver"], name="consent_declined_once_a_receiver"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(receiver__isnull=True), fields=["person"], name="consent_declined_once_a_cadre"
                    ),
                ],
            },
        )
    ]
