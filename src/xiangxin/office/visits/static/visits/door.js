/* The way in: a device is registered, its lock opened by the PIN, and wiped when that was wrong too often. */
"use strict";

(() => {
  const { store, locks, office, word, here } = Visits;
  const { byId, show, say, fill, refused } = Visits.screens;
  const HOUR = 60 * 60 * 1000;
  let idle = null;
  let busy = false;

  /* The latest time that was ever seen here. */
  async function now() {
    const tries = (await store.get("tries")) || { count: here.device.triesMost, latest: 0 };
    const latest = Math.max(Date.now(), tries.latest);
    if (latest > tries.latest) {
      await store.put("tries", { ...tries, latest });
    }
    return latest;
  }

  async function isOver() {
    const kept = await store.get("list");
    return kept !== undefined && (await now()) >= kept.expires;
  }

  function lock() {
    here.key = here.list = here.task = null;
    clearTimeout(idle);
    byId("people").replaceChildren();
    byId("find").value = "";
    byId("asked").replaceChildren();
    for (const id of ["who", "number", "place"]) {
      byId(id).textContent = "";
    }
  }

  function stir() {
    clearTimeout(idle);
    if (here.key) {
      idle = setTimeout(() => { lock(); start(); }, here.device.lockMinutes * 60 * 1000);
    }
  }

  async function start() {
    byId("sign-in").hidden = true;
    if (!window.isSecureContext || !crypto.subtle || !window.indexedDB) {
      show("unfit");
      return;
    }
    here.device = (await store.get("device")) || null;
    if (here.device === null) {
      await beginning();
    } else {
      if (await isOver()) {
        await store.clear();
        say(word("over"), "warn");
      }
      show("pin");
    }
  }

  /* --- registering ------------------------------------------------------------------------------------------------ */

  async function beginning() {
    const answer = await office.state("");
    if (!answer.ok) {
      show("empty-device");
      refused(answer);
      return;
    }
    byId("pin-least").textContent = fill("pin_least", { least: answer.content.terms.pin_least });
    show("register");
  }

  async function register(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const answer = await office.state("");
    if (!answer.ok) {
      refused(answer);
      return;
    }
    const { csrf, terms } = answer.content;
    const pin = String(form.get("pin")).normalize("NFKC");
    if (!locks.isFit(pin, terms.pin_least, terms.pin_most)) {
      say(fill("pin_unfit", { least: terms.pin_least }), "bad");
      return;
    }
    if (pin !== String(form.get("again")).normalize("NFKC")) {
      say(word("pin_differs"), "bad");
      return;
    }
    const keys = await locks.make(terms.stretch);
    const done = await office.register(csrf, { label: String(form.get("label")), sign_key: keys.signKey, wrap_key: keys.wrapKey });
    if (!done.ok) {
      refused(done);
      return;
    }
    const kept = { ...keys, id: done.content.device, code: done.content.code, triesMost: terms.tries, lockMinutes: terms.lock_minutes };
    kept.check = await locks.seal(await locks.key(kept, pin), "check:" + kept.id, kept.id);
    await store.put("device", kept);
    await store.put("tries", { count: 0, latest: Date.now() });
    event.target.reset();
    say(word("registered"), "good");
    here.device = kept;
    here.key = await locks.key(kept, pin);
    stir();
    await Visits.opened();
  }

  /* --- the lock --------------------------------------------------------------------------------------------------- */

  async function unlock(event) {
    event.preventDefault();
    if (busy) {
      return;
    }
    busy = true;
    try {
      await tried(event.target);
    } finally {
      busy = false;
    }
  }

  async function tried(form) {
    const pin = String(new FormData(form).get("pin"));
    form.reset();
    const tries = (await store.get("tries")) || { count: here.device.triesMost, latest: 0 };
    if (Date.now() < tries.latest - HOUR) {
      say(word("clock_back"), "bad"); // a list must not live longer because somebody sets the clock back
      return;
    }
    // Counted before it is tried, so that closing the page in between gives no try away.
    const count = tries.count + 1;
    if (count > here.device.triesMost) {
      await wiped();
      return;
    }
    await store.put("tries", { ...tries, count });
    say(word("opening"));
    const candidate = await locks.key(here.device, pin);
    try {
      await locks.open(candidate, "check:" + here.device.id, here.device.check);
    } catch {
      if (count >= here.device.triesMost) {
        await wiped();
      } else {
        say(fill("pin_wrong", { left: here.device.triesMost - count }), "bad");
        byId("pin").focus();
      }
      return;
    }
    await store.put("tries", { count: 0, latest: Math.max(tries.latest, Date.now()) });
    here.key = candidate;
    say("");
    stir();
    await Visits.opened();
  }

  async function wiped() {
    lock();
    await store.wipe();
    here.device = null;
    say(word("wiped"), "bad");
    show("wiped");
  }

  Visits.door = { now, isOver, lock, stir, start, register, unlock };
})();
