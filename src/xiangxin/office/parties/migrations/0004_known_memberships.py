"""When it was written down that somebody joined or left; of what is there already, the day itself."""

from django.db import migrations, models
from django.db.models import Q

KNOWN = "UPDATE parties_membership SET joined_known_on = joined_on, left_known_on = left_on"


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_roster_refusals")]
    operations = [
        migrations.AddField("membership", "joined_known_on", models.DateField(null=True)),
        migrations.AddField("membership", "left_known_on", models.DateField(blank=True, null=True)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AlterField("membership", "joined_known_on", models.DateField()),
        migrations.RemoveConstraint("membership", "parties_membership_left"),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_by="", left_known_on__isnull=True)
                | (Q(left_on__isnull=False, left_known_on__isnull=False) & ~Q(left_by="")),
                name="parties_membership_left",
            ),
        ),
    ]
