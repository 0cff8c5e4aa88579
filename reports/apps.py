from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from reports.protection import TRIGGERS
        from snb.protection import install_after_migrate

        post_migrate.connect(install_after_migrate(TRIGGERS), sender=self, weak=False)
