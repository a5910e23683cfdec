from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "effgenai.operations"

    def ready(self) -> None:
        """Know the queue in every process of Django, and write down every task that fails in this one.

        The package itself does not import Celery: processes that read one file start in half the time.
        """
        from celery.signals import task_failure

        import effgenai.celery
        from effgenai.operations.tasks import write_down

        effgenai.celery.app.set_default()

        task_failure.connect(write_down, dispatch_uid="effgenai.operations")
