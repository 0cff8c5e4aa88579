from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PerformanceConfig(AppConfig):
    name = "performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        from performance.protection import TRIGGERS
        from snb.protection import install_after_migrate

        post_migrate.connect(install_after_migrate(TRIGGERS), sender=self, weak=False)
