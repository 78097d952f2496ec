"""Addresses of the room. Persons stand in them by opaque ids only, and what is searched for is posted."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.parties.views import businesses, households, lists, paper, people

app_name = "parties"
urlpatterns = [
    path("village/", lists.villages, name="villages"),
    path("village/<str:area>/", lists.people, name="people"),
    path("village/<str:area>/paper/", paper.paper, name="paper"),
    path("register/", people.register, name="register"),
    path("look-up/", people.look_up, name="look_up"),
    path("person/<uuid:person>/", people.person, name="person"),
    path("person/<uuid:person>/whole/", people.unmask, name="unmask"),
    path("person/<uuid:person>/name/", people.correct_name, name="correct_name"),
    path("person/<uuid:person>/phone/", people.change_phone, name="change_phone"),
    path("person/<uuid:person>/move/", people.move, name="move"),
    path("person/<uuid:person>/death/", people.record_death, name="record_death"),
    path("person/<uuid:person>/alive/", people.correct_death, name="correct_death"),
    path("person/<uuid:person>/trade/", people.register_trade, name="register_trade"),
    path("person/<uuid:person>/trade/<uuid:trade>/", people.close_trade, name="close_trade"),
    path("person/<uuid:person>/kin/", people.add_kin, name="add_kin"),
    path("person/<uuid:person>/household/", households.form, name="form_household"),
    path("household/<uuid:household>/", households.household, name="household"),
    path("household/<uuid:household>/join/", households.join, name="join"),
    path("household/<uuid:household>/leave/", households.leave, name="leave"),
    path("household/<uuid:household>/split/", households.split, name="split"),
    path("household/<uuid:household>/absence/", households.absence, name="absence"),
    path("household/<uuid:household>/contact/<uuid:person>/", households.contact, name="contact"),
    path("businesses/", lists.businesses, name="businesses"),
    path("businesses/register/", businesses.register, name="register_business"),
    path("business/<uuid:business>/", businesses.business, name="business"),
    path("business/<uuid:business>/representative/", businesses.representative, name="representative"),
    path("business/<uuid:business>/close/", businesses.close, name="close_business"),
    path("roster/", lists.roster, name="roster"),
    path("roster/<uuid:line>/", businesses.roster_line, name="roster_line"),
    path("roster/<uuid:line>/delivered/", businesses.delivered, name="delivered"),
    path("mine/", people.mine, name="mine"),
    path("totals/", lists.figures, name="totals"),
    path("fields/", lists.fields, name="fields"),
    path("locks/", lists.locks, name="locks"),
    path("locks/<uuid:lock>/lift/", lists.lift, name="lift_lock"),
]
