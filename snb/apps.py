from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BoardConfig(AppConfig):
    name = "snb"
    verbose_name = "Board"

    def ready(self) -> None:
        from snb import law
        from snb.protection import TRIGGERS, install_after_migrate

        post_migrate.connect(install_after_migrate(TRIGGERS), sender=self, weak=False)
        post_migrate.connect(law.install_after_migrate, sender=self)
