"""How many rows of a submission entered; of what was accepted before, all that were agreed to and not left out."""

from django.db import migrations, models

COUNTED = """
UPDATE intake_submission
SET rows_entered = rows_new + rows_changed + rows_ended - left_alike - left_out
WHERE accepted_at IS NOT NULL AND rows_new + rows_changed + rows_ended >= left_alike + left_out
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_two_rows_of_one_file")]
    operations = [
        migrations.AddField("submission", "rows_entered", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
