from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = "Partnerships"

    def ready(self) -> None:
        from partnerships.escalating import why_item_stays
        from partnerships.narrative_workflow import why_quarter_stays
        from partnerships.protection import TRIGGERS
        from snb.agenda import ITEM_GUARDS
        from snb.meetings import QUARTER_GUARDS
        from snb.protection import install_after_migrate

        ITEM_GUARDS.append(why_item_stays)
        QUARTER_GUARDS.append(why_quarter_stays)
        post_migrate.connect(install_after_migrate(TRIGGERS), sender=self, weak=False)
