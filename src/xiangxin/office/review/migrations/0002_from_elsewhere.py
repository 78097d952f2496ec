"""Whether a member was declared to live outside the panel's area; of seats that were named before nothing is stated."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [
        migrations.AddField(model_name="seat", name="outside", field=models.BooleanField(null=True)),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("panel", "account", "from_on"), name="review_seat_once_a_day"),
        ),
    ]
