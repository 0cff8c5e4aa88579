"""Standing prose is written where papers are: `reports` has taken over every row."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('snb', '0003_published_contacts'),
        ('reports', '0004_prose_from_the_board'),
    ]

    operations = [
        migrations.DeleteModel(name='BoardProse'),
    ]
