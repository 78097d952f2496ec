"""Pages of policies: written in an editor, weighed, adopted by two persons, public for anybody with their hashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, sign_in
from bases.adoption_made import author, make_adoption, make_impact, make_report, shipped_text, tomorrow
from bases.consent_made import make_institution
from xiangxin.cli.main import main
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import SecondPersonNeeded
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.actions import begin_draft, judge_again, keep_text, save_draft
from xiangxin.office.adoption.actions import judging as judging_module
from xiangxin.office.adoption.impact import questions
from xiangxin.office.adoption.models import Adoption, Draft, Impact, PolicyText
from xiangxin.office.adoption.texts import Examined, examine
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.policy.model import POLICY_FILE

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

OURS = (
    shipped_text()
    .replace("policy: household-open", "policy: our-own")
)  # fmt: skip


def signed_in(role: str = Role.POLICY_AUTHOR) -> tuple[Client, Viewer]:
    client, account = Client(), make_account(role, COUNTY)
    sign_in(client, account)
    return client, Viewer(account.id, role, COUNTY)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client: Client, row: Draft, text: str, do: str, revision: int | None = None) -> Any:
    given = {"policy_text": text.replace("\n", "\r\n"), "revision": revision or row.revision, "do": do}
    return client.post(reverse("adoption:draft", args=[row.id]), given)


def test_a_draft_begins_as_a_policy_of_the_program_or_as_a_file() -> None:
    client, viewer = signed_in()
    address = reverse("adoption:begin")
    assert client.post(address, {"source": "shipped:household-open"}).status_code == 302
    file = SimpleUploadedFile("x.yaml", b"\xef\xbb\xbf" + OURS.encode("utf-8"))
    assert client.post(address, {"source": "", "file": file}).status_code == 302
    assert {(row.name, row.text) for row in Draft.objects.all()} == {
        ("household-open", shipped_text()),
        ("our-own", OURS),
    }
    assert {row.begun_by for row in Draft.objects.all()} == {viewer.account}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": ""}, "没有选从哪一份办法开始"),
        ({"source": "", "file": SimpleUploadedFile("x.yaml", "评分：".encode("gbk"))}, "不是 UTF-8 的文本"),
        ({"source": "shipped:not-there"}, "field-error"),
    ],
)
def test_what_is_no_beginning_is_told_and_no_draft_begins(given: dict[str, Any], said: str) -> None:
    client, _viewer = signed_in()
    answer = client.post(reverse("adoption:begin"), given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Draft.objects.exists()


def test_the_editor_tells_each_finding_with_its_line_and_how_it_reads() -> None:
    client, viewer = signed_in()
    wrong = OURS.replace("subject: applicant", "subjct: applicant")
    line = wrong.split("\n").index("subjct: applicant") + 1
    shown = page(client, "adoption:draft", begin_draft(viewer, "our-own", wrong).id)
    assert f'data-line="{line}"' in shown
    assert "<code>subjct: applicant</code>" in shown


def test_checking_saves_nothing() -> None:
    client, viewer = signed_in()
    row = begin_draft(viewer, "our-own", OURS)
    answer = sent(client, row, OURS + "\n# more", "check")
    assert answer.status_code == 200
    assert "只是检查，没有保存" in answer.content.decode()
    assert "# more" in answer.content.decode()
    row.refresh_from_db()
    assert (row.text, row.revision) == (OURS, 1)


def test_what_is_saved_has_the_ends_of_lines_it_had_and_the_id_it_gives_itself() -> None:
    client, viewer = signed_in()
    row = begin_draft(viewer, "household-open", shipped_text())
    assert sent(client, row, OURS, "save").status_code == 302
    row.refresh_from_db()
    assert (row.name, row.text, row.revision) == ("our-own", OURS, 2)


def test_of_two_editors_the_second_keeps_what_was_typed_and_sees_where_it_differs() -> None:
    client, viewer = signed_in()
    row = begin_draft(viewer, "our-own", OURS)
    theirs, mine = OURS + "# theirs\n", OURS + "# mine\n"
    save_draft(author(), row.id, theirs, row.revision)

    answer = sent(client, row, mine, "save", revision=1)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "这份草稿已被别人改过，您的没有写入" in shown
    assert "<code># theirs</code>" in shown
    assert "<code># mine</code>" in shown
    row.refresh_from_db()
    assert (row.text, row.revision) == (theirs, 2)
    assert 'name="revision" value="2"' in shown


def test_a_text_with_findings_is_saved_and_not_kept() -> None:
    client, viewer = signed_in()
    row = begin_draft(viewer, "our-own", OURS)
    wrong = OURS.replace("subject: applicant", "subjct: applicant")
    answer = sent(client, row, wrong, "keep")
    assert answer.status_code == 422
    assert "不能通过" in answer.content.decode()
    assert not PolicyText.objects.exists()
    row.refresh_from_db()
    assert row.text == wrong


def test_a_text_without_findings_is_kept_and_can_be_compared_clause_by_clause() -> None:
    client, viewer = signed_in()
    older = keep_text(viewer, shipped_text())
    row = begin_draft(viewer, "our-own", OURS)
    assert sent(client, row, OURS, "keep").status_code == 302
    kept = PolicyText.objects.get(name="our-own")
    assert kept.text == OURS
    shown = client.get(reverse("adoption:text", args=[kept.id]), {"against": str(older.id)}).content.decode()
    assert "household-open → our-own" in shown
    paper = client.get(reverse("adoption:text_print", args=[kept.id]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_closed_draft_says_so_and_is_not_written_to() -> None:
    client, viewer = signed_in()
    row = begin_draft(viewer, "our-own", OURS)
    assert client.post(reverse("adoption:close", args=[row.id])).status_code == 302
    answer = sent(client, row, OURS + "# late\n", "save")
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.text == OURS


def test_a_policy_is_weighed_proposed_by_one_and_agreed_to_by_another() -> None:
    client, viewer = signed_in(Role.COUNTY_OFFICE)
    bank = make_institution(InstitutionKind.BANK)
    report = make_report(viewer, keep_text(viewer, shipped_text()), bank)
    here = reverse("adoption:report", args=[report.id])

    short = client.post(reverse("adoption:impact", args=[report.id]), {"purpose": "短"})
    assert short.status_code == 422
    assert not Impact.objects.exists()
    early = client.post(reverse("adoption:propose", args=[report.id]), {"from_on": tomorrow(), "reason": "试点"})
    assert early.status_code == 422
    assert not Proposal.objects.exists()

    answers = {one.id: "已经逐条评估，见试算报告。" for one in questions(timezone.localdate())}
    assert client.post(reverse("adoption:impact", args=[report.id]), answers).status_code == 302
    assert "已经逐条评估" in client.get(here).content.decode()
    asked = client.post(reverse("adoption:propose", args=[report.id]), {"from_on": tomorrow(), "reason": "试点"})
    proposal = Proposal.objects.get()
    assert asked["Location"] == reverse("accounts:proposal", args=[proposal.id])

    with pytest.raises(SecondPersonNeeded):
        proposals.decide(proposal.id, viewer, agrees=True)
    assert not Adoption.objects.exists()
    second, _other = signed_in(Role.COUNTY_OFFICE)
    assert here in second.get(asked["Location"]).content.decode()
    second.post(asked["Location"], {"agrees": "1", "words": ""})
    assert Adoption.objects.get().from_on == tomorrow()


def test_an_adoption_is_ended_by_two_persons() -> None:
    client, _viewer = signed_in()
    row = make_adoption(make_institution(InstitutionKind.BANK))
    assert page(client, "adoption:adoption", row.id)
    asked = client.post(reverse("adoption:end", args=[row.id]), {"last_on": timezone.localdate(), "reason": "停"})
    assert asked.status_code == 302
    row.refresh_from_db()
    assert row.to_on is None
    proposals.decide(Proposal.objects.get(state="open").id, author(Role.COUNTY_OFFICE), agrees=True)
    row.refresh_from_db()
    assert row.to_on == timezone.localdate()


def test_anybody_reads_every_adopted_version_and_gets_the_same_hash(tmp_path: Path) -> None:
    row = make_adoption(make_institution(InstitutionKind.BANK))
    hash_ = row.policy.content_hash
    shown = page(Client(), "adoption:version", hash_)
    for one in (hash_, row.policy.text_sha256, row.law_hash, row.report.content_sha256, row.impact.content_sha256):
        assert one in shown
    assert hash_ in page(Client(), "adoption:adopted")

    folder = tmp_path / "household-open"
    folder.mkdir()
    text = Client().get(reverse("adoption:download", args=[hash_])).content
    assert text.decode("utf-8") == row.policy.text
    (folder / POLICY_FILE).write_bytes(text)
    checked = CliRunner().invoke(main, ["policy", "check", str(folder), "--json"])
    assert checked.exit_code == 0
    assert f'"content_hash": "{hash_}"' in checked.output
    paper = Client().get(reverse("adoption:version_print", args=[hash_]))
    assert paper.content[:5] == b"%PDF-"


def test_what_was_never_adopted_is_not_public() -> None:
    kept = keep_text(author(), shipped_text())
    for name in ("version", "download", "version_print"):
        assert Client().get(reverse(f"adoption:{name}", args=[kept.content_hash])).status_code == 404


def test_no_name_of_an_account_stands_on_a_public_page() -> None:
    row = make_adoption(make_institution(InstitutionKind.BANK))
    shown = page(Client(), "adoption:version", row.policy.content_hash)
    assert str(row.proposed_by) not in shown
    assert str(row.agreed_by) not in shown
    assert row.reason not in shown


def test_what_law_forbids_later_waits_at_home_and_is_said_in_public(monkeypatch: Any) -> None:
    client, _viewer = signed_in()
    row = make_adoption(make_institution(InstitutionKind.BANK))
    assert "法律变了" not in client.get("/").content.decode()
    text = row.policy.text.replace("subject: applicant", "subject: nobody")
    refused = examine(text, "household-open", timezone.localdate())
    monkeypatch.setattr(
        judging_module, "examine", lambda *_args: Examined(refused.document, None, {}, refused.findings)
    )
    judge_again(timezone.localdate())

    assert "法律变了，不能再用它评价" in client.get("/").content.decode()
    assert "法律不再允许" in page(Client(), "adoption:adopted")
    assert "不再允许，谁也不按它评" in page(Client(), "adoption:version", row.policy.content_hash)
    assert "法律变了，不能再用它评价" in page(client, "adoption:adoption", row.id)
    assert page(client, "adoption:policies")


def test_pages_are_there_in_english() -> None:
    client, viewer = signed_in()
    row = make_adoption(make_institution(InstitutionKind.BANK))
    draft = begin_draft(viewer, "our-own", OURS)
    client.cookies["django_language"] = "en"
    for name, args in (
        ("policies", []), ("begin", []), ("draft", [draft.id]), ("text", [row.policy_id]), ("report", [row.report_id]),
        ("adoption", [row.id]), ("adopted", []), ("version", [row.policy.content_hash]),
    ):  # fmt: skip
        assert page(client, f"adoption:{name}", *args)


def test_a_record_of_impact_once_kept_is_shown_and_not_asked_for_again() -> None:
    client, viewer = signed_in()
    report = make_report(viewer, keep_text(viewer, shipped_text()), make_institution(InstitutionKind.BANK))
    assert "留存影响评估" in page(client, "adoption:report", report.id)
    make_impact(viewer, report)
    assert "留存影响评估" not in page(client, "adoption:report", report.id)
