from __future__ import annotations

from django.urls import path

from reviews.bidding import views

urlpatterns = [
    path("chair/assignment/bids/", views.bidding, name="bidding"),
    path("chair/assignment/bids/remind/", views.remind, name="remind_bidders"),
    path("reviewing/bids/", views.bids, name="bids"),
    path("reviewing/bids/<int:number>/", views.bid, name="bid"),
]
