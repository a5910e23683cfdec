from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "effgenai.operations"

    def ready(self) -> None:
        """Write down every task that fails in this process."""
        from celery.signals import task_failure

        from effgenai.operations.tasks import write_down

        task_failure.connect(write_down, dispatch_uid="effgenai.operations")
