from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_prose_from_the_board")]

    operations = [
        migrations.AddField(
            "publishedsection", "heading_words", models.TextField(default=""), preserve_default=False
        ),
        migrations.AddField("publishedsection", "words", models.TextField(default=""), preserve_default=False),
        migrations.AddField(
            "publishedsection",
            "page",
            models.PositiveIntegerField(
                blank=True,
                help_text="The number printed on the first page of its section, where the paper says it.",
                null=True,
            ),
        ),
    ]
