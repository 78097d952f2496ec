from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0003_rows_entered'),
    ]

    operations = [
        migrations.AlterField(
            model_name='submission',
            name='channel',
            field=models.CharField(choices=[('page', '网页'), ('cli', '命令行'), ('api', '接口'), ('feed', '数据接口推送'), ('device', '入户采集'), ('desk', '当面登记')], max_length=8),
        ),
    ]
