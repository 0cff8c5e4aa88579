"""Standing prose of the boards, as it was published, becomes passages that are cleared."""

from django.db import migrations


def take_over(apps, schema_editor):
    passages = apps.get_model('reports', 'Passage')
    for row in apps.get_model('snb', 'BoardProse').objects.all():
        passages.objects.create(board_id=row.board_id, key=row.key, markdown=row.markdown, state='cleared')


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_the_document_engine'),
        ('snb', '0003_published_contacts'),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
