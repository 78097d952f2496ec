"""What a letter says, as lines in both languages: the decision, by whom, why, what it means, and what can be done.

A letter names who decided. It holds no name of its person; the page and the paper put it there. Its content is kept
sealed as it was sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from xiangxin.kernel.text import Text
from xiangxin.office.consent.queries import where_to_complain
from xiangxin.office.grants.choices import LATER, DecisionKind, LetterKind, State
from xiangxin.office.grants.models import Decision, Grant
from xiangxin.office.grants.reasons import reasons
from xiangxin.office.grants.rules import line_replaced
from xiangxin.office.grants.terms import LIMITS
from xiangxin.scoring.wording import rate_in_words, whole_yuan

KINDS: dict[str, LetterKind] = {
    DecisionKind.ACCEPT: LetterKind.OFFER,
    DecisionKind.LOWER: LetterKind.OFFER,
    DecisionKind.REFUSE: LetterKind.REFUSAL,
    DecisionKind.SUSPEND: LetterKind.SUSPENSION,
    DecisionKind.REDUCE: LetterKind.REDUCTION,
    DecisionKind.RESUME: LetterKind.ANSWER,
    DecisionKind.RETURN: LetterKind.ANSWER,
    DecisionKind.UPHOLD: LetterKind.ANSWER,
    DecisionKind.CALL_OFF: LetterKind.ANSWER,
    DecisionKind.CUT_RATE: LetterKind.RATE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter needs beside the rows: the bank's name, who decided, in whose post, and what they wrote."""

    bank: Text
    by: str
    in_post_of: str
    words: str


def written(grant: Grant, decision: Decision, told: Told) -> tuple[str, str]:
    """The letter as canonical JSON, and its digest."""
    lines = [{"zh": line.zh, "en": line.en} for line in _lines(grant, decision, told)]
    content = json.dumps({"lines": lines}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return content, hashlib.sha256(content.encode("utf-8")).hexdigest()


def read(content: str) -> tuple[Text, ...]:
    """The lines of a letter."""
    return tuple(Text(line["zh"], line["en"]) for line in json.loads(content)["lines"])


def _lines(grant: Grant, decision: Decision, told: Told) -> Iterator[Text]:
    yield _decided(grant, decision, told.bank)
    if decision.kind == DecisionKind.LOWER:
        worked_out = whole_yuan(grant.proposed_limit_fen or 0)
        yield Text(
            f"按办法算出来的是 {worked_out.zh}，银行这次给得少一些。",
            f"By the policy it comes to {worked_out.en}; the bank grants less this time.",
        )
    line = line_replaced(grant) if decision.kind in (DecisionKind.ACCEPT, DecisionKind.LOWER) else None
    if line is not None:
        yield _beside(line)
    if decision.reason:
        reason = reasons()[decision.reason].label
        yield Text(f"理由：{reason.zh}。", f"Reason: {reason.en}.")
    if told.words:
        yield Text(f"经办人写道：{told.words}", f"The officer wrote: {told.words}")
    yield _by_whom(told)
    if decision.kind in (DecisionKind.ACCEPT, DecisionKind.LOWER):
        yield Text(
            "这是一笔可以借的额度，不是必须借。不用就没有利息，签合同以前会把全部费用告诉您。",
            "This is a line you may draw, not one you must. Undrawn it costs no interest; before you sign you are told"
            " every cost.",
        )
        # Every term begins on the day the letter is delivered, which nobody knows when it is written.
        days = LIMITS["answer_days"]
        yield Text(
            f"从这封信到您手里那天起，{days} 天以内请说要不要；不说不会有任何不利。",
            f"Please say whether you want it within {days} days of the day this letter reaches you; saying nothing has"
            " no ill effect.",
        )
    if decision.kind in LATER:
        days = LIMITS["notice_days"]
        yield Text(
            f"从这封信到您手里那天起，{days} 天以内不会生效。您提出异议或者要求人工重看，答复以前也不会生效。",
            f"It does not take effect within {days} days of the day this letter reaches you, nor while an objection or"
            " a request of yours is unanswered.",
        )
    yield Text(
        "每一分从哪里来，在“我的结果”里；哪一条不对，点“这条不对”，或者到服务站说。",
        "Where every point comes from stands in “My result”; say “this one is wrong” there, or at a service station.",
    )
    if decision.reason:
        yield from _complaints(told.bank)


def _decided(grant: Grant, decision: Decision, bank: Text) -> Text:
    match decision.kind:
        case DecisionKind.ACCEPT | DecisionKind.LOWER:
            return _offer(grant, decision, bank)
        case DecisionKind.REFUSE:
            return Text(
                f"{bank.zh}现在没有给您授信。您可以随时再申请。",
                f"{bank.en} has not granted you a line now. You may apply again at any time.",
            )
        case DecisionKind.SUSPEND:
            return Text(
                f"{bank.zh}准备暂停您的额度，已借的照合同还。",
                f"{bank.en} is going to suspend your line; what is drawn is repaid as agreed.",
            )
        case DecisionKind.REDUCE:
            amount = whole_yuan(decision.limit_fen or 0)
            return Text(
                f"{bank.zh}准备把您的额度降到 {amount.zh}。", f"{bank.en} is going to lower your limit to {amount.en}."
            )
        case DecisionKind.RESUME:
            return Text(f"{bank.zh}恢复了您的额度。", f"{bank.en} has resumed your line.")
        case DecisionKind.UPHOLD:
            return _upheld(decision, bank)
        case DecisionKind.CALL_OFF:
            return _called_off(grant, decision, bank)
        case DecisionKind.CUT_RATE:
            rate = rate_in_words(decision.rate_bp or 0)
            return Text(
                f"{bank.zh}把您额度的年利率降到 {rate}，从今天起，额度不变。",
                f"{bank.en} has lowered the rate of your line to {rate} a year from today; the limit stays.",
            )
    return Text(f"{bank.zh}将重新评价，请等通知。", f"{bank.en} will assess again; you will hear of it.")


def _upheld(decision: Decision, bank: Text) -> Text:
    what, about = _announced(decision), decision.about
    if about is None or about.not_before_on is None:
        days = LIMITS["notice_days"]
        when = Text(
            f"从原来的通知到您手里那天起，{days} 天以内不会生效",
            f"it does not take effect within {days} days of the day the first letter reaches you",
        )
    else:
        day = about.not_before_on.isoformat()
        when = Text(f"{day} 以前不会生效", f"it does not take effect before {day}")
    return Text(
        f"{bank.zh}由另一个人重看了，维持原来的决定：{what.zh}。{when.zh}，这封信到您手里以前也不会生效。",
        f"Another person of {bank.en} has looked again and upholds the decision to {what.en}; {when.en}, nor before"
        " this letter reaches you.",
    )


def _called_off(grant: Grant, decision: Decision, bank: Text) -> Text:
    what, amount = _announced(decision), whole_yuan(grant.limit_fen or 0)
    return Text(
        f"{bank.zh}不再准备{what.zh}，额度照旧是 {amount.zh}。原来的通知不作数了。",
        f"{bank.en} is no longer going to {what.en}; it stays at {amount.en}. The notice before this one is void.",
    )


def _announced(decision: Decision) -> Text:
    """What the decision is about that this one upholds or calls off."""
    about = decision.about
    if about is None or about.kind == DecisionKind.SUSPEND:
        return Text("暂停您的额度", "suspend your line")
    amount = whole_yuan(about.limit_fen or 0)
    return Text(f"把您的额度降到 {amount.zh}", f"lower your limit to {amount.en}")


def _complaints(bank: Text) -> Iterator[Text]:
    """To whom to turn with a decision that costs something. No address is written here: the county's page has them."""
    yield Text(
        f"不同意这个决定，可以先向{bank.zh}投诉，不收费，也不影响您以后再申请。",
        f"If you do not agree with this decision, complain to {bank.en} first; it is free and has no bearing on a later"
        " application.",
    )
    where = where_to_complain()
    yield Text(
        f"{where.zh}这些单位在本地叫什么，在“使用说明”的“怎么问、怎么投诉”里，服务站也能告诉您。",
        f"{where.en} What these offices are called here stands under “How to ask and to complain” on the help page; a"
        " service station tells you too.",
    )


def _by_whom(told: Told) -> Text:
    zh, en = f"{told.bank.zh}的{told.by}", f"{told.by} of {told.bank.en}"
    if told.in_post_of:
        zh, en = f"{zh}代{told.in_post_of}", f"{en}, for {told.in_post_of},"
    return Text(
        f"电脑先按公开的办法算，由{zh}决定。您可以要求换一个人重新看，不收费，也不影响您。",
        f"A machine worked it out by the public policy, and {en} decided. You may ask for another person"
        " to look again; it is free and costs you nothing.",
    )


def _beside(line: Grant) -> Text:
    """The line that stands, and that it ends by the person's own word or not at all."""
    amount = whole_yuan(line.limit_fen or 0)
    zh, en = f"您现在的额度是 {amount.zh}", f"Your present line is {amount.en}"
    if line.rate_bp is not None:
        rate = rate_in_words(line.rate_bp)
        zh, en = f"{zh}，年利率 {rate}", f"{en} at {rate} a year"
    if line.state == State.SUSPENDED:
        zh, en = f"{zh}，暂停着", f"{en}, which is suspended"
    return Text(
        f"{zh}。您接受这一笔，现在的那笔当天结束，换成这一笔；不接受，现在的那笔照旧。",
        f"{en}. If you accept this one, that line ends the same day and this one takes its place; if you do not, it"
        " stays as it is.",
    )


def _offer(grant: Grant, decision: Decision, bank: Text) -> Text:
    amount = whole_yuan(decision.limit_fen or 0)
    zh, en = f"{bank.zh}给您授信 {amount.zh}", f"{bank.en} grants you a line of {amount.en}"
    if decision.rate_bp is not None:
        rate = rate_in_words(decision.rate_bp)
        zh, en = f"{zh}，年利率 {rate}", f"{en} at {rate} a year"
    if grant.stars:
        zh, en = f"{zh}（{grant.stars} 星）", f"{en} ({grant.stars} stars)"
    return Text(f"{zh}。", f"{en}.")
