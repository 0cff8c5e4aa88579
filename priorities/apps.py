from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrioritiesConfig(AppConfig):
    name = "priorities"
    verbose_name = "Priorities"

    def ready(self) -> None:
        from priorities.opening import why_quarter_stays
        from priorities.protection import TRIGGERS
        from snb.meetings import QUARTER_GUARDS
        from snb.protection import install_after_migrate

        QUARTER_GUARDS.append(why_quarter_stays)
        post_migrate.connect(install_after_migrate(TRIGGERS), sender=self, weak=False)
