"""Addresses of the desk. The person stands in none of them: it is whoever is being served."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.station.views import (
    agreeing,
    certificates,
    desk,
    entering,
    files,
    mandates,
    panels,
    points,
    results,
)

app_name = "station"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("end/", desk.end, name="end"),
    path("slip/", entering.slip, name="slip"),
    path("word/", entering.word, name="word"),
    path("sheets/", agreeing.sheets, name="sheets"),
    path("phone/", entering.phone, name="phone"),
    path("phone/code/", entering.phone_code, name="phone_code"),
    path("mandate/", mandates.mandate, name="mandate"),
    path("mandate/<uuid:mandate>/end/", mandates.end_mandate, name="end_mandate"),
    path("file/", files.file, name="file"),
    path("file/disputes/", files.disputes, name="disputes"),
    path("file/dispute/<uuid:fact>/", files.dispute, name="dispute"),
    path("file/words/", files.say, name="say"),
    path("file/words/<uuid:fact>/", files.say_about, name="say_about"),
    path("file/words/<uuid:statement>/take-back/", files.take_back, name="take_back"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/fetch/<uuid:grant>/", certificates.fetch, name="fetch_certificate"),
    path("certificates/<uuid:certificate>/paper/", certificates.paper, name="certificate_paper"),
    path("certificates/<uuid:certificate>/end/", certificates.end, name="end_certificate"),
    path("points/", points.points, name="points"),
    path("points/print.pdf", points.paper, name="points_paper"),
    path("points/exchange/", points.exchange, name="points_exchange"),
    path("points/wrong/<uuid:entry>/", points.wrong, name="points_wrong"),
    path("points/told/<uuid:entry>/", points.told, name="points_told"),
    path("points/letter/<uuid:entry>.pdf", points.letter, name="points_own_letter"),
    path("points/slip/<uuid:redemption>.pdf", points.slip, name="points_slip"),
    path("panels/", panels.panels, name="panels"),
    path("panels/<uuid:seat>/challenge/", panels.challenge, name="challenge"),
    path("results/", results.results, name="results"),
    path("results/<uuid:result>/", results.result, name="result"),
    path("results/<uuid:result>/print.pdf", results.result_paper, name="result_paper"),
    path("results/<uuid:result>/wrong/", results.wrong, name="wrong"),
    path("results/letter/<uuid:letter>/", results.letter, name="letter"),
    path("results/letter/<uuid:letter>/print.pdf", results.letter_paper, name="letter_paper"),
    path("results/case/<uuid:grant>/<slug:what>/", results.reply, name="reply"),
    path("read/<uuid:text>/<uuid:receiver>/", agreeing.read, name="read"),
    path("answer/<uuid:delivery>/", agreeing.answer, name="answer"),
    path("answer/<uuid:delivery>/sheet.pdf", agreeing.sheet, name="sheet"),
    path("consent/<uuid:consent>/withdraw/", agreeing.withdraw, name="withdraw"),
    path("consent/<uuid:consent>/hide/<slug:part>/", agreeing.hide, name="hide"),
    path("consent/<uuid:consent>/confirm/", agreeing.confirm, name="confirm"),
    path("consent/<uuid:consent>/receipt/", agreeing.receipt, name="receipt"),
    path("consent/<uuid:consent>/receipt.pdf", agreeing.receipt_file, name="receipt_file"),
]
