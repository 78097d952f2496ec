"""A household comes in: by a code to its phone or a slip from the station, always with a second fact.

A SIM card gets a new owner; so the code alone never opens. Phones that nobody has get the same answers, in the same
steps: whoever asks cannot tell whether a number is known. Wrong second facts are counted for the phone, and after too
many only the station opens.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise
from uuid import UUID

from django.contrib.auth import login
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from xiangxin.kernel.typed import compact
from xiangxin.office.accounts import errors, phone, sessions
from xiangxin.office.accounts.actions.slips import AtDesk, IssuedSlip, make_slip, slip_digest
from xiangxin.office.accounts.choices import Role, SlipKind, Way
from xiangxin.office.accounts.household import Found, finder
from xiangxin.office.accounts.models import Account, Mandate, PhoneCode, PhoneDoor, Post, SignIn, Slip, Word
from xiangxin.office.accounts.refusals import noted
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.problems import language

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class AskedCode:
    """A code was sent, or would have been; ``found`` is whose phone it is, which nobody is told.

    ``code`` is for the demo page alone; a view shows it nowhere else.
    """

    id: UUID
    code: str
    found: tuple[Found, ...]


def ask_code(typed: str, address: str) -> AskedCode:
    """Send a code to a phone that somebody here gave; do the same work for one that nobody did.

    ``address`` is where the request came from. Errors: ``PhoneUnfit``, ``CodesUsedUp``.
    """
    number = phone.number_in(typed)
    if number is None:
        raise errors.PhoneUnfit("phone")
    digest, place = digest_of("phone", number), digest_of("address", address)
    code = new_code()
    hashed, now = make_password(code), timezone.now()
    with acts.act("accounts.code_asked", by=system("sign_in")) as done:
        count_code(done, digest, place)
        asked = PhoneCode.objects.create(
            phone=digest,
            code=hashed,
            address=place,
            sent_at=now,
            expires_at=now + timedelta(minutes=term("code.minutes")),
        )
        done.wrote(asked)
    found = tuple(finder().by_phone(number))
    if found:
        words = phone.code_text(code, term("code.minutes"))
        phone.deliver(number, words.in_language(language()))
    return AskedCode(asked.id, code, found)


def enter_by_code(request: HttpRequest, asked: UUID, whose: Iterable[Found], code: str, fact: str) -> Account:
    """Sign in the one of ``whose`` phone got ``code`` that knows ``fact``; all that can be wrong is ``CodeInvalid``."""
    row = _tried(asked)
    right = check_password(compact(code), row.code if row is not None else _nothing())
    if row is None or not right:
        _note_refusal("code", None)
        raise _code_invalid()
    found = [one for one in whose if holds(one.person, fact)]
    door = PhoneDoor.objects.get(phone=row.phone)
    if len(found) != 1 or door.wrong_facts >= term("code.wrong_facts"):
        _note_refusal("fact", found[0].person if len(found) == 1 else None, door)
        raise _code_invalid()
    with transaction.atomic():
        _use_code(row, door)
        account = household_account(found[0])
        at = found[0].station
        _enter(request, account, Way.CODE, let_in=None if at is None else sessions.LetIn(None, at))
    return account


def enter_by_slip(request: HttpRequest, code: str, pin: str) -> Account:
    """Sign in the person for whom a slip was printed, with the digits chosen there; all that can be wrong is
    ``SlipInvalid``. The stay remembers who printed the slip, and at which station.
    """
    slip = Slip.objects.select_related("account", "mandate").filter(code=slip_digest(code)).first()
    usable = slip is not None and _opens(slip)
    person = slip.account.person if slip is not None else None
    known = check_password(compact(pin), slip.pin if slip is not None and slip.pin else _nothing())
    if slip is None or person is None or not usable:
        _note_refusal("slip", None)
        raise errors.SlipInvalid("code")
    if not known:
        _count_try(slip)
        raise errors.SlipInvalid("code")
    with transaction.atomic():
        use_slip(slip, system("sign_in"))
        mandate, let_in = slip.mandate_id, sessions.LetIn(slip.issued_by_id, slip.station)
        _enter(request, slip.account, Way.SLIP if mandate is None else Way.MANDATE, mandate, let_in)
    return slip.account


def use_slip(slip: Slip, by: Actor) -> None:
    """Use a slip up, if nobody was faster; ``SlipInvalid`` otherwise."""
    person = slip.account.person
    with acts.act("accounts.slip_used", by=by, about=slip, person=person, payload={"kind": slip.kind}) as done:
        if Slip.objects.filter(id=slip.id, used_at=None).update(used_at=timezone.now()) == 0:
            raise errors.SlipInvalid("code")
        slip.refresh_from_db()
        done.wrote(slip)


def issue_slip(by: Viewer, who: Found, pin: str) -> IssuedSlip:
    """A slip for a person who stands at the counter and chose ``pin`` for it.

    Errors: ``RoleMayNotPropose``, ``BeyondOwnArea``, ``PinUnfit``.
    """
    _at_station(by, who.area)
    desk = AtDesk(by.institution, _pin(who.person, pin))
    with transaction.atomic():
        account = household_account(who)
        with acts.act("accounts.slip_issued", by=by.actor, about=account, person=who.person, area=who.area) as done:
            return make_slip(done, SlipKind.HOUSEHOLD, account, Account(id=by.account), desk=desk)


def give_mandate(by: Viewer, who: Found, holder: UUID | None, days: int) -> Mandate:
    """Enter that a person lets a relative act for them for ``days``; the signed paper stays at the station.

    Errors: ``RoleMayNotPropose``, ``BeyondOwnArea``, ``TermTooLong``, ``NotToOneself``.
    """
    _at_station(by, who.area)
    longest = term("mandate_days")
    if not 0 < days <= longest:
        raise errors.TermTooLong("days", days=longest)
    if holder == who.person:
        raise errors.NotToOneself("holder_number")
    today = timezone.localdate()
    mandate = Mandate(person=who.person, holder=holder, from_on=today, to_on=today + timedelta(days=days - 1))
    with acts.act("accounts.mandate_given", by=by.actor, about=mandate, person=who.person, area=who.area) as done:
        mandate.save(force_insert=True)
        done.wrote(mandate)
    return mandate


def issue_mandate_slip(by: Viewer, who: Found, mandate_id: UUID, pin: str) -> IssuedSlip:
    """A slip for the relative who holds a mandate of the person and chose ``pin`` for it.

    ``AddressUnknown`` where the mandate does not hold today; ``PinUnfit``.
    """
    _at_station(by, who.area)
    desk = AtDesk(by.institution, _pin(who.person, pin))
    today = timezone.localdate()
    mandate = Mandate.objects.filter(
        id=mandate_id, person=who.person, ended_at=None, from_on__lte=today, to_on__gte=today
    ).first()
    if mandate is None:
        raise AddressUnknown()
    with transaction.atomic():
        account = household_account(who)
        with acts.act("accounts.slip_issued", by=by.actor, about=mandate, person=who.person, area=who.area) as done:
            return make_slip(done, SlipKind.MANDATE, account, Account(id=by.account), mandate, desk)


def end_mandate(by: Viewer, mandate_id: UUID) -> Mandate:
    """End a mandate at once, by the person or at the station; stays under it end with it. ``AddressUnknown``."""
    mandate = Mandate.objects.filter(id=mandate_id, ended_at=None).first()
    own = mandate is not None and by.person == mandate.person and by.mandate is None
    if mandate is None or not (own or by.role == Role.STATION_KEEPER):
        raise AddressUnknown()
    with acts.act("accounts.mandate_ended", by=by.actor, about=mandate, person=mandate.person) as done:
        mandate.ended_at = timezone.now()
        mandate.save(update_fields=["ended_at"])
        done.wrote(mandate)
    return mandate


def set_word(by: Viewer, who: Found, word: str) -> Word:
    """Set the household's own word at the station. ``RoleMayNotPropose``, ``BeyondOwnArea``, ``WordUnfit``."""
    _at_station(by, who.area)
    word = _word(word)
    if not 2 <= len(word) <= 20 or finder().is_seen_in(who.person, word.upper()):
        raise errors.WordUnfit("word")
    with transaction.atomic():
        account = household_account(who)
        row = Word(account=account, word=make_password(word), set_at=timezone.now())
        with acts.act("accounts.word_set", by=by.actor, about=account, person=who.person, area=who.area) as done:
            row.save()
            done.wrote(row)
    return row


def open_phone_again(by: Viewer, typed: str) -> None:
    """Let a phone try again after its person showed the identity card. ``RoleMayNotPropose``, ``PhoneUnfit``."""
    _at_station(by, by.area)
    number = phone.number_in(typed)
    if number is None:
        raise errors.PhoneUnfit("phone")
    with acts.act("accounts.phone_opened", by=by.actor, area=by.area) as done:
        doors = PhoneDoor.objects.filter(phone=digest_of("phone", number))
        done.wrote(*doors)
        doors.update(wrong_facts=0)


def household_account(who: Found) -> Account:
    """The account of a person, made on first need; its one post follows the person to another village."""
    today = timezone.localdate()
    account = Account.objects.filter(person=who.person).first()
    post = None if account is None else Post.objects.filter(account=account, to_on=None, ended_at=None).first()
    if account is not None and post is not None and post.area == who.area:
        return account
    with acts.act("accounts.household_opened", by=system("household"), person=who.person, area=who.area) as done:
        if account is None:
            account = Account(login=f"h-{who.person.hex}", display="农户", person=who.person)
            account.set_unusable_password()
            account.save(force_insert=True)
            done.wrote(account)
        if post is not None:
            post.to_on, post.ended_at = max(today, post.from_on), timezone.now()
            post.save(update_fields=["to_on", "ended_at"])
            done.wrote(post)
        moved = Post(account=account, role=Role.HOUSEHOLD, area=who.area, from_on=today)
        moved.save(force_insert=True)
        done.wrote(moved)
    return account


def holds(person: UUID, fact: str) -> bool:
    """Whether ``fact`` is the person's whole identity number or the word set at the station.

    Never the last four: they stand on every masked card that a cadre or an officer of a bank sees.
    """
    word = Word.objects.filter(account__person=person).values_list("word", flat=True).first()
    by_word = check_password(_word(fact), word or _nothing())
    return (by_word and word is not None) or finder().has_number(person, fact)


def _use_code(row: PhoneCode, door: PhoneDoor) -> None:
    """Use a code up, if nobody was faster, and forget the wrong second facts; ``CodeInvalid`` otherwise."""
    with acts.act("accounts.code_used", by=system("sign_in")) as done:
        if PhoneCode.objects.filter(id=row.id, used_at=None).update(used_at=timezone.now()) == 0:
            raise _code_invalid()
        PhoneDoor.objects.filter(id=door.id).update(wrong_facts=0)
        done.wrote(row, door)


def new_code() -> str:
    """Digits nobody can foresee."""
    return f"{secrets.randbelow(10 ** term('code.digits')):0{term('code.digits')}d}"


def count_code(done: acts.Act, digest: bytes, place: bytes) -> None:
    """Count a code for the phone and the place; ``CodesUsedUp`` where either has had its share."""
    now, today = timezone.now(), timezone.localdate()
    door, is_new = PhoneDoor.objects.get_or_create(phone=digest, defaults={"day": today})
    if is_new:
        done.wrote(door)
    PhoneDoor.objects.filter(phone=digest).exclude(day=today).update(day=today, codes=0)
    counted = PhoneDoor.objects.filter(phone=door.phone, codes__lt=term("code.per_day")).update(codes=F("codes") + 1)
    here = PhoneCode.objects.filter(address=place, sent_at__gt=now - timedelta(hours=1)).count()
    if counted == 0 or here >= term("code.per_address_an_hour"):
        raise errors.CodesUsedUp("phone", per_day=term("code.per_day"), seconds=3600)


def _tried(asked: UUID) -> PhoneCode | None:
    """The code that was asked for, with this try counted; None where it opens nothing any more."""
    now = timezone.now()
    live = PhoneCode.objects.filter(id=asked, used_at=None, expires_at__gt=now, tries__lt=term("code.tries"))
    return PhoneCode.objects.get(id=asked) if live.update(tries=F("tries") + 1) else None


def _opens(slip: Slip) -> bool:
    held = slip.mandate is None or (slip.mandate.ended_at is None and slip.mandate.to_on >= timezone.localdate())
    fresh = slip.used_at is None and slip.expires_at > timezone.now() and slip.tries < term("slip.tries")
    return slip.kind != SlipKind.FIRST and fresh and held and slip.account.is_active


def _count_try(slip: Slip) -> None:
    person = slip.account.person
    with acts.act("accounts.slip_refused", by=system("sign_in"), about=slip, person=person) as done:
        Slip.objects.filter(id=slip.id).update(tries=F("tries") + 1)
        slip.refresh_from_db()
        done.wrote(slip)


def _enter(
    request: HttpRequest,
    account: Account,
    way: Way,
    mandate: UUID | None = None,
    let_in: sessions.LetIn | None = None,
) -> SignIn:
    login(request, account, backend=BACKEND)
    return sessions.begin(request, account, way, second_factor=True, mandate=mandate, let_in=let_in)


def _note_refusal(factor: str, person: UUID | None, door: PhoneDoor | None = None) -> None:
    """Note a refusal; a wrong second fact counts for the phone."""
    said = {"factor": factor}
    with acts.act("accounts.household_refused", by=system("sign_in"), person=person, payload=said) as done:
        if door is not None:
            PhoneDoor.objects.filter(id=door.id).update(wrong_facts=F("wrong_facts") + 1)
            done.wrote(door)


def _at_station(by: Viewer, area: str) -> None:
    with noted(by, "serve at the station"):
        if by.role != Role.STATION_KEEPER:
            raise errors.RoleMayNotPropose()
        if not by.covers(area):
            raise errors.BeyondOwnArea("area")


def _pin(person: UUID, typed: str) -> str:
    """The digits that were chosen, unless they can be read off the card that lies on the desk, or guessed."""
    pin = compact(typed)
    fits = pin.isascii() and pin.isdigit() and term("slip.pin_shortest") <= len(pin) <= term("slip.pin_longest")
    steps = {int(after) - int(before) for before, after in pairwise(pin)} if fits else {0}
    if (len(steps) == 1 and steps <= {-1, 0, 1}) or finder().is_seen_in(person, pin):
        raise errors.PinUnfit("pin", shortest=term("slip.pin_shortest"), longest=term("slip.pin_longest"))
    return pin


@cache
def _nothing() -> str:
    """A hash that nothing fits, for equal work."""
    return make_password(secrets.token_hex(16))


def _word(text: str) -> str:
    return "".join(text.split())


def digest_of(kind: str, value: str) -> bytes:
    """A keyed digest of a phone or an address: found again, never read back."""
    return salted_hmac(f"accounts.{kind}", value, algorithm="sha256").digest()


def _code_invalid() -> errors.CodeInvalid:
    return errors.CodeInvalid("code", minutes=term("code.minutes"), tries=term("code.tries"))
