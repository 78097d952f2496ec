"""What a person ticked of the parts that a notice offers; of consents given before, nothing is shown besides."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="consent", name="parts", field=models.CharField(blank=True, default="", max_length=120), preserve_default=False
        )
    ]
