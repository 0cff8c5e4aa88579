from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BoardConfig(AppConfig):
    name = "snb"
    verbose_name = "Board"

    def ready(self) -> None:
        from snb import law
        from snb.agenda import ITEM_GUARDS
        from snb.minutes import why_item_stays
        from snb.protection import install_after_migrate
        from snb.triggers import TRIGGERS

        ITEM_GUARDS.append(why_item_stays)
        post_migrate.connect(install_after_migrate(TRIGGERS), sender=self, weak=False)
        post_migrate.connect(law.install_after_migrate, sender=self)
