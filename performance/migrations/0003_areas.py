"""The text that named a measure's area becomes an area, and each figure gets the area of its measure."""

import django.db.models.deletion
from django.db import migrations, models


def name_areas(apps, schema_editor):
    Area = apps.get_model("partnerships", "Area")
    Measure = apps.get_model("performance", "Measure")
    Observation = apps.get_model("performance", "Observation")
    Historical = apps.get_model("performance", "HistoricalMeasure")
    for number, text in enumerate(sorted(set(Measure.objects.values_list("area_text", flat=True))), 1):
        area, _ = Area.objects.get_or_create(code=f"TEXT{number:05}", defaults={"name": text[:100], "kind": "other"})
        Measure.objects.filter(area_text=text).update(area=area)
        Historical.objects.filter(area_text=text).update(area=area)
    for measure in Measure.objects.all():
        Observation.objects.filter(measure=measure).update(area_id=measure.area_id)


class Migration(migrations.Migration):
    dependencies = [("performance", "0002_initial"), ("partnerships", "0003_areas")]

    operations = [
        migrations.RenameField("measure", "area", "area_text"),
        migrations.RenameField("historicalmeasure", "area", "area_text"),
        migrations.AddField(
            "measure", "area",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="partnerships.area"
            ),
        ),
        migrations.AddField(
            "historicalmeasure", "area",
            models.ForeignKey(
                blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+", to="partnerships.area",
            ),
        ),
        migrations.AddField(
            "observation", "area",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="observations",
                to="partnerships.area",
            ),
        ),
        migrations.RunPython(name_areas, migrations.RunPython.noop),
    ]
