"""Why a pair was made or not, and what each limit costs."""
