/* The page for visits: one screen at a time. It works without network once a list was downloaded; what was answered is
   closed at once and sent when there is a network. The opened list lives in memory only, until the page is locked. */
"use strict";

(() => {
  const { store, locks, office, questions, word, made } = Visits;
  const byId = (id) => document.getElementById(id);
  const places = document.body.dataset;
  const HOUR = 60 * 60 * 1000;
  const DAY = 24 * HOUR;
  let device = null; // keys and terms of this device, as kept
  let key = null; // opens what lies here; gone when locked
  let list = null; // {list, expires, content} while unlocked
  let task = null; // the one on the screen
  let idle = null;
  let busy = false;

  function show(name, focus = true) {
    for (const screen of document.querySelectorAll("[data-screen]")) {
      screen.hidden = screen.dataset.screen !== name;
    }
    byId("lock").hidden = key === null;
    if (focus) {
      const title = document.querySelector('[data-screen="' + name + '"] h2');
      title.setAttribute("tabindex", "-1");
      title.focus();
      window.scrollTo(0, 0);
    }
  }

  function say(text, tone = "") {
    const note = byId("said");
    note.className = "note" + (tone ? " note-" + tone : "");
    note.textContent = text;
    note.hidden = text === "";
  }

  function fill(name, values) {
    return Object.entries(values).reduce((text, [hole, value]) => text.replace("{" + hole + "}", value), word(name));
  }

  /* What the office refused, in its own words; or that there is no network, or nobody signed in. */
  function refused(answer) {
    byId("sign-in").hidden = !answer.stranger;
    if (answer.away) {
      say(word("away"), "warn");
    } else if (answer.stranger) {
      say(word("stranger"), "warn");
    } else if (answer.content && answer.content.what) {
      const tongue = document.documentElement.lang === "en" ? "en" : "zh";
      const { what, why, mend } = answer.content;
      say(what[tongue] + (tongue === "en" ? ". " : "。") + why[tongue] + (tongue === "en" ? " " : "") + mend[tongue], "bad");
    } else {
      say(word("failed"), "bad");
    }
  }

  /* The latest time that was ever seen here. */
  async function now() {
    const tries = (await store.get("tries")) || { count: 0, latest: 0 };
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
    key = list = task = null;
    clearTimeout(idle);
    byId("people").replaceChildren();
    byId("asked").replaceChildren();
    for (const id of ["who", "number", "place"]) {
      byId(id).textContent = "";
    }
  }

  function stir() {
    clearTimeout(idle);
    if (key) {
      idle = setTimeout(() => { lock(); start(); }, device.lockMinutes * 60 * 1000);
    }
  }

  async function start() {
    byId("sign-in").hidden = true;
    if (!window.isSecureContext || !crypto.subtle || !window.indexedDB) {
      show("unfit");
      return;
    }
    device = (await store.get("device")) || null;
    if (device === null) {
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
    device = kept;
    key = await locks.key(kept, pin);
    stir();
    await opened();
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
    const tries = (await store.get("tries")) || { count: device.triesMost, latest: 0 };
    if (Date.now() < tries.latest - HOUR) {
      say(word("clock_back"), "bad"); // a list must not live longer because somebody sets the clock back
      return;
    }
    // Counted before it is tried, so that closing the page in between gives no try away.
    const count = tries.count + 1;
    if (count > device.triesMost) {
      await wiped();
      return;
    }
    await store.put("tries", { ...tries, count });
    say(word("opening"));
    const candidate = await locks.key(device, pin);
    try {
      await locks.open(candidate, "check:" + device.id, device.check);
    } catch {
      if (count >= device.triesMost) {
        await wiped();
      } else {
        say(fill("pin_wrong", { left: device.triesMost - count }), "bad");
        byId("pin").focus();
      }
      return;
    }
    await store.put("tries", { count: 0, latest: Math.max(tries.latest, Date.now()) });
    key = candidate;
    say("");
    stir();
    await opened();
  }

  async function wiped() {
    lock();
    await store.wipe();
    device = null;
    say(word("wiped"), "bad");
    show("wiped");
  }

  async function opened() {
    if (await isOver()) {
      await store.clear();
      say(word("over"), "warn");
    }
    const kept = await store.get("list");
    if (kept === undefined) {
      await choosing();
      return;
    }
    list = { list: kept.list, expires: kept.expires, content: await locks.open(key, "list:" + kept.list, kept.box) };
    await people();
    show("people");
    guarded(standing);
  }

  /* A device that learns that it was shut out keeps nobody's name, once there is nothing left to send. */
  async function standing() {
    const answer = navigator.onLine ? await office.state(device.id) : { away: true };
    const known = answer.ok && answer.content.device;
    if (known && known.state === "revoked" && !(await isWaiting())) {
      await store.clear();
      say(word("device_revoked"), "bad");
      await choosing();
    }
  }

  async function isWaiting() {
    return Boolean(await store.get("outgoing")) || [...(await answers()).values()].some((one) => one.state === "kept");
  }

  /* --- downloading ------------------------------------------------------------------------------------------------- */

  async function choosing() {
    list = null;
    byId("code").textContent = device.code;
    byId("download").hidden = true;
    show("none");
    const answer = await office.state(device.id);
    if (!answer.ok) {
      refused(answer);
      return;
    }
    const known = answer.content.device;
    const state = known === null ? "unknown" : known.state;
    byId("device-state").textContent = word("device_" + state);
    byId("download").hidden = state !== "confirmed";
    byId("village").replaceChildren(...answer.content.villages.map((one) => made("option", { value: one.code }, one.name)));
  }

  async function download(event) {
    event.preventDefault();
    const area = String(new FormData(event.target).get("area"));
    const state = await office.state(device.id);
    const answer = state.ok ? await office.take(state.content.csrf, { device: device.id, area }) : state;
    if (!answer.ok) {
      refused(answer);
      return;
    }
    const sent = answer.content;
    const content = await locks.openPackage(device, sent);
    const box = await locks.seal(key, "list:" + sent.list, content);
    await store.put("list", { list: sent.list, expires: Date.parse(sent.expires_at), box });
    say(word("downloaded"), "good");
    await opened();
  }

  /* --- visiting ---------------------------------------------------------------------------------------------------- */

  async function answers() {
    const found = new Map();
    for (const id of await store.answered()) {
      found.set(id, await locks.open(key, "answer:" + id, await store.answer(id)));
    }
    return found;
  }

  async function keep(id, answer) {
    await store.putAnswer(id, await locks.seal(key, "answer:" + id, answer));
  }

  function badge(answer) {
    if (!answer) {
      return ["open", ""];
    }
    if (answer.state === "kept") {
      return ["kept", answer.result === "value_wrong" ? "bad" : "warn"];
    }
    return [answer.result, ["taken", "repeated"].includes(answer.result) ? "good" : "bad"];
  }

  async function people() {
    const found = await answers();
    const left = Math.max(0, Math.ceil((list.expires - (await now())) / DAY));
    byId("place").textContent = list.content.place;
    byId("left").textContent = fill("days_left", { days: left });
    const waiting = [...found.values()].filter((answer) => answer.state === "kept").length;
    byId("waiting").textContent = fill("to_send", { count: waiting });
    byId("send").disabled = waiting === 0 && !(await store.get("outgoing"));
    byId("people").replaceChildren(...list.content.tasks.map((one) => {
      const [state, tone] = badge(found.get(one.task));
      const button = made("button", { type: "button", class: "person", "data-task": one.task },
        made("span", { class: "person-name" }, one.name),
        made("span", { class: "person-more number" }, one.number),
        made("span", { class: "person-more" }, word("kind_" + one.kind)),
        made("span", { class: "badge" + (tone ? " badge-" + tone : "") }, word("state_" + state)));
      button.addEventListener("click", () => guarded(() => visit(one)));
      return made("li", {}, button);
    }));
  }

  async function visit(one) {
    const box = await store.answer(one.task);
    const answer = box ? await locks.open(key, "answer:" + one.task, box) : null;
    if (answer && answer.state === "sent") {
      say(word("sent_already"), "warn");
      return;
    }
    task = one;
    say("");
    byId("who").textContent = one.name;
    byId("number").textContent = one.number;
    byId("what").textContent = word("do_" + one.kind);
    questions.draw(byId("asked"), one.asked, list.content.questions, answer ? answer.values : {});
    for (const input of byId("visit").elements.outcome) {
      input.checked = answer !== null && input.value === answer.outcome;
    }
    met();
    show("visit");
  }

  function met() {
    byId("asked").hidden = byId("visit").elements.outcome.value !== "answered";
  }

  async function saved(event) {
    event.preventDefault();
    const outcome = event.target.elements.outcome.value;
    if (!outcome) {
      say(word("outcome_missing"), "bad");
      return;
    }
    let values = {};
    if (outcome === "answered" && task.asked.length) {
      const read = questions.collect(byId("asked"), task.asked, list.content.questions);
      if (read.wrong.length) {
        say(word("value_wrong"), "bad");
        read.wrong[0].focus();
        return;
      }
      values = read.values;
      if (Object.keys(values).length === 0) {
        say(word("values_missing"), "bad");
        return;
      }
    }
    const at = new Date(await now()).toISOString();
    await keep(task.task, { key: crypto.randomUUID(), task: task.task, outcome, values, at, state: "kept" });
    byId("asked").replaceChildren();
    task = null;
    say(word("kept"), "good");
    await people();
    show("people");
  }

  /* --- sending ----------------------------------------------------------------------------------------------------- */

  /* What is going out is closed and kept before it goes, so that a second try sends the very same bytes. */
  async function outgoing() {
    const kept = await store.get("outgoing");
    if (kept) {
      return locks.open(key, "outgoing", kept);
    }
    const waiting = [...(await answers()).values()].filter((answer) => answer.state === "kept");
    if (waiting.length === 0) {
      return null;
    }
    const body = JSON.stringify({
      list: list.list,
      key: crypto.randomUUID(),
      answers: waiting.map(({ key: own, task: id, outcome, values, at }) => ({ key: own, task: id, outcome, at, values })),
    });
    await store.put("outgoing", await locks.seal(key, "outgoing", body));
    return body;
  }

  async function send() {
    const body = await outgoing();
    if (body === null) {
      say(word("nothing_to_send"));
      return;
    }
    const state = await office.state(device.id);
    const envelope = { device: device.id, signature: await locks.signature(device, body), body };
    const answer = state.ok ? await office.send(state.content.csrf, envelope) : state;
    if (!answer.ok) {
      if ([400, 409, 413].includes(answer.status)) {
        await store.remove("outgoing"); // the same bytes would be refused again; the answers stay
      }
      refused(answer);
      return;
    }
    await told(answer.content);
  }

  async function told(receipt) {
    if (receipt.came === "quarantined" || receipt.came === "discarded") {
      await store.clear(); // it is with the office now, and nothing more is to be done with this list
      say(word("set_apart"), "bad");
      await choosing();
      return;
    }
    let lacking = 0;
    for (const [id, answer] of await answers()) {
      const result = receipt.results[answer.key];
      if (answer.state !== "kept" || result === undefined) {
        continue;
      }
      lacking += ["taken", "repeated"].includes(result) ? 0 : 1;
      const state = result === "value_wrong" ? "kept" : "sent";
      await keep(id, { ...answer, state, result, values: state === "kept" ? answer.values : {} });
    }
    await store.remove("outgoing");
    say(fill(lacking ? "sent_partly" : "sent", { count: lacking }), lacking ? "warn" : "good");
    await people();
  }

  async function giveBack() {
    if (await isWaiting()) {
      say(word("send_first"), "bad");
      return;
    }
    await store.clear();
    say(word("given_back"), "good");
    await choosing();
  }

  /* --- the page ---------------------------------------------------------------------------------------------------- */

  /* One thing at a time; what goes wrong is said and leaves what lies here as it was. */
  async function guarded(work) {
    try {
      await work();
    } catch {
      say(word("failed"), "bad");
    }
  }

  function network() {
    byId("network").textContent = word(navigator.onLine ? "online" : "offline");
  }

  async function awake() {
    network();
    if (navigator.onLine && key && list && !busy) {
      busy = true;
      await guarded(async () => {
        if (await isWaiting()) {
          await send();
        }
      });
      busy = false;
    }
  }

  const once = (work) => async () => {
    if (!busy) {
      busy = true;
      await guarded(work);
      busy = false;
    }
  };

  byId("register-form").addEventListener("submit", (event) => guarded(() => register(event)));
  byId("pin-form").addEventListener("submit", (event) => guarded(() => unlock(event)));
  byId("download").addEventListener("submit", (event) => guarded(() => download(event)));
  byId("visit").addEventListener("submit", (event) => guarded(() => saved(event)));
  byId("visit").addEventListener("change", met);
  byId("back").addEventListener("click", () => guarded(async () => { say(""); await people(); show("people"); }));
  byId("send").addEventListener("click", once(send));
  byId("give-back").addEventListener("click", once(giveBack));
  byId("look-again").addEventListener("click", once(choosing));
  byId("begin-again").addEventListener("click", () => guarded(async () => { say(""); await start(); }));
  byId("try-again").addEventListener("click", () => guarded(async () => { say(""); await start(); }));
  byId("lock").addEventListener("click", () => guarded(async () => { lock(); say(""); await start(); }));
  window.addEventListener("online", awake);
  window.addEventListener("offline", network);
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, stir, { passive: true });
  }
  network();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(places.worker, { scope: places.scope }).catch(() => say(word("no_worker"), "warn"));
  }
  guarded(start);
})();
