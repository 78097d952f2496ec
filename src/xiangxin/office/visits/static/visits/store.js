/* What lies in the browser's database: the device's keys, which cannot be read out, and closed boxes. Nothing in clear
   but the ids of device, list and tasks, days, and how many tries are left. */
"use strict";

window.Visits = {};

(() => {
  const NAME = "xiangxin-visits";
  const KEPT = "kept";
  const ANSWERS = "answers";
  let open = null;

  function opened() {
    if (!open) {
      open = new Promise((done, fail) => {
        const asked = indexedDB.open(NAME, 1);
        asked.onupgradeneeded = () => {
          asked.result.createObjectStore(KEPT);
          asked.result.createObjectStore(ANSWERS);
        };
        asked.onsuccess = () => {
          asked.result.onversionchange = () => asked.result.close();
          done(asked.result);
        };
        asked.onerror = () => fail(asked.error);
      });
    }
    return open;
  }

  /* One transaction, on the disk before it is answered; `work` may return a request whose result is wanted. */
  async function inside(mode, stores, work) {
    const database = await opened();
    return new Promise((done, fail) => {
      const deal = database.transaction(stores, mode, { durability: "strict" });
      const request = work(deal);
      deal.oncomplete = () => done(request ? request.result : undefined);
      deal.onabort = () => fail(deal.error);
    });
  }

  const reading = (store, work) => inside("readonly", [store], (deal) => work(deal.objectStore(store)));
  const writing = (store, work) => inside("readwrite", [store], (deal) => { work(deal.objectStore(store)); });

  Visits.store = {
    get: (name) => reading(KEPT, (store) => store.get(name)),
    put: (name, value) => writing(KEPT, (store) => store.put(value, name)),
    remove: (name) => writing(KEPT, (store) => store.delete(name)),
    answer: (task) => reading(ANSWERS, (store) => store.get(task)),
    answered: () => reading(ANSWERS, (store) => store.getAllKeys()),
    putAnswer: (task, box) => writing(ANSWERS, (store) => store.put(box, task)),
    /* The list and all that was answered go at once. */
    clear: () => inside("readwrite", [KEPT, ANSWERS], (deal) => {
      deal.objectStore(KEPT).delete("list");
      deal.objectStore(KEPT).delete("outgoing");
      deal.objectStore(ANSWERS).clear();
    }),
    /* Keys first: without them no box opens, even if deleting the rest were cut short. */
    async wipe() {
      await inside("readwrite", [KEPT, ANSWERS], (deal) => {
        deal.objectStore(KEPT).clear();
        deal.objectStore(ANSWERS).clear();
      });
      (await opened()).close();
      open = null;
      await new Promise((done) => {
        const asked = indexedDB.deleteDatabase(NAME);
        asked.onsuccess = asked.onerror = asked.onblocked = () => done();
      });
    },
  };
})();
