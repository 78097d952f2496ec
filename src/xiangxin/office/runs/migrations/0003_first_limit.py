from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('runs', '0002_lowest_rate'),
    ]

    operations = [
        migrations.AddField(
            model_name='scoringrun',
            name='first_limit_fen',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='scoringrun',
            name='first_limit_operator_fen',
            field=models.BigIntegerField(null=True),
        ),
    ]
