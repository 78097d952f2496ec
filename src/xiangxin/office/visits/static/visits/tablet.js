/* The page for visits: one screen at a time. It works without network once a list was downloaded; what was answered is
   closed at once and sent when there is a network. The opened list lives in memory only, until the page is locked. */
"use strict";

(() => {
  const { store, locks, office, questions, word, made, here } = Visits;
  const { byId, show, say, fill, refused } = Visits.screens;
  const { now, isOver, lock, stir, start, register, unlock } = Visits.door;
  const places = document.body.dataset;
  const DAY = 24 * 60 * 60 * 1000;
  let busy = false;

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
    here.list = { list: kept.list, expires: kept.expires, content: await locks.open(here.key, "list:" + kept.list, kept.box) };
    await people();
    show("people");
    guarded(standing);
  }

  /* A device that learns that it was shut out keeps nobody's name, once there is nothing left to send. */
  async function standing() {
    const answer = navigator.onLine ? await office.state(here.device.id) : { away: true };
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
    here.list = null;
    byId("code").textContent = here.device.code;
    byId("download").hidden = byId("register-again").hidden = true;
    show("none");
    const answer = await office.state(here.device.id);
    if (!answer.ok) {
      refused(answer);
      return;
    }
    const known = answer.content.device;
    const state = known === null ? "unknown" : known.state;
    byId("device-state").textContent = word("device_" + state);
    byId("download").hidden = state !== "confirmed";
    byId("register-again").hidden = state !== "revoked";
    byId("village").replaceChildren(...answer.content.villages.map((one) => made("option", { value: one.code }, one.name)));
  }

  async function download(event) {
    event.preventDefault();
    const area = String(new FormData(event.target).get("area"));
    const state = await office.state(here.device.id);
    const answer = state.ok ? await office.take(state.content.csrf, { device: here.device.id, area }) : state;
    if (!answer.ok) {
      refused(answer);
      return;
    }
    const sent = answer.content;
    const content = await locks.openPackage(here.device, sent);
    const box = await locks.seal(here.key, "list:" + sent.list, content);
    await store.put("list", { list: sent.list, expires: Date.parse(sent.expires_at), box });
    say(word("downloaded"), "good");
    await opened();
  }

  /* --- visiting ---------------------------------------------------------------------------------------------------- */

  async function answers() {
    const found = new Map();
    for (const id of await store.answered()) {
      found.set(id, await locks.open(here.key, "answer:" + id, await store.answer(id)));
    }
    return found;
  }

  async function keep(id, answer) {
    await store.putAnswer(id, await locks.seal(here.key, "answer:" + id, answer));
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
    const left = Math.max(0, Math.ceil((here.list.expires - (await now())) / DAY));
    byId("place").textContent = here.list.content.place;
    byId("left").textContent = fill("days_left", { days: left });
    const waiting = [...found.values()].filter((answer) => answer.state === "kept").length;
    byId("waiting").textContent = fill("to_send", { count: waiting });
    byId("send").disabled = waiting === 0 && !(await store.get("outgoing"));
    byId("people").replaceChildren(...here.list.content.tasks.map((one) => {
      const [state, tone] = badge(found.get(one.task));
      const button = made("button", { type: "button", class: "person", "data-task": one.task },
        made("span", { class: "person-name" }, one.name),
        made("span", { class: "person-more number" }, one.number),
        made("span", { class: "person-more" }, word("kind_" + one.kind)),
        made("span", { class: "badge" + (tone ? " badge-" + tone : "") }, word("state_" + state)));
      button.addEventListener("click", () => guarded(() => visit(one)));
      return made("li", { "data-state": state }, button);
    }));
    narrow();
  }

  /* Those whose name or number holds what was typed; a long list is not leafed through at a door. */
  function narrow() {
    const wanted = byId("find").value.normalize("NFKC").trim().toUpperCase();
    let shown = 0;
    for (const entry of byId("people").children) {
      const seen = [...entry.querySelectorAll(".person-name, .number")].some((part) => part.textContent.includes(wanted));
      entry.hidden = !seen || (byId("only-open").checked && entry.dataset.state !== "open");
      shown += entry.hidden ? 0 : 1;
    }
    byId("nobody").hidden = shown > 0;
  }

  async function visit(one) {
    const box = await store.answer(one.task);
    const answer = box ? await locks.open(here.key, "answer:" + one.task, box) : null;
    if (answer && answer.state === "sent") {
      say(word("sent_already"), "warn");
      return;
    }
    here.task = one;
    say("");
    byId("who").textContent = one.name;
    byId("number").textContent = one.number;
    byId("what").textContent = word("do_" + one.kind);
    questions.draw(byId("asked"), one.asked, here.list.content.questions, answer ? answer.values : {});
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
    if (outcome === "answered" && here.task.asked.length) {
      const read = questions.collect(byId("asked"), here.task.asked, here.list.content.questions);
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
    await keep(here.task.task, { key: crypto.randomUUID(), task: here.task.task, outcome, values, at, state: "kept" });
    byId("asked").replaceChildren();
    here.task = null;
    say(word("kept"), "good");
    await people();
    show("people");
  }

  /* --- sending ----------------------------------------------------------------------------------------------------- */

  /* What is going out is closed and kept before it goes, so that a second try sends the very same bytes. */
  async function outgoing() {
    const kept = await store.get("outgoing");
    if (kept) {
      return locks.open(here.key, "outgoing", kept);
    }
    const waiting = [...(await answers()).values()].filter((answer) => answer.state === "kept");
    if (waiting.length === 0) {
      return null;
    }
    const body = JSON.stringify({
      list: here.list.list,
      key: crypto.randomUUID(),
      answers: waiting.map(({ key: own, task: id, outcome, values, at }) => ({ key: own, task: id, outcome, at, values })),
    });
    await store.put("outgoing", await locks.seal(here.key, "outgoing", body));
    return body;
  }

  async function send() {
    const body = await outgoing();
    if (body === null) {
      say(word("nothing_to_send"));
      return;
    }
    const state = await office.state(here.device.id);
    if (state.ok && state.content.device === null) {
      say(word("device_unknown"), "bad");
      return;
    }
    const envelope = { device: here.device.id, signature: await locks.signature(here.device, body), body };
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

  /* A device that was shut out opens nothing any more; it may only begin again, as a new one. */
  async function registerAgain() {
    lock();
    await store.wipe();
    say("");
    await start();
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
    if (navigator.onLine && here.key && here.list && !busy) {
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

  Visits.opened = opened;
  byId("register-form").addEventListener("submit", (event) => guarded(() => register(event)));
  byId("pin-form").addEventListener("submit", (event) => guarded(() => unlock(event)));
  byId("download").addEventListener("submit", (event) => guarded(() => download(event)));
  byId("visit").addEventListener("submit", (event) => guarded(() => saved(event)));
  byId("visit").addEventListener("change", met);
  byId("back").addEventListener("click", () => guarded(async () => { say(""); await people(); show("people"); }));
  byId("send").addEventListener("click", once(send));
  byId("give-back").addEventListener("click", once(giveBack));
  byId("look-again").addEventListener("click", once(async () => { say(""); await choosing(); }));
  byId("register-again").addEventListener("click", once(registerAgain));
  byId("find").addEventListener("input", narrow);
  byId("only-open").addEventListener("change", narrow);
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
