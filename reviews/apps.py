from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        """Open paper pages to the people who review them."""
        from reviews.querysets import assigned_to
        from submissions.access import register_readers

        register_readers(assigned_to)
