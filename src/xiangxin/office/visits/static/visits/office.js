/* Speaks with the office while there is a network. Answers: what it said; a refusal in words; or that nobody is signed
   in, or nobody there. Nothing of a person stands in an address. */
"use strict";

(() => {
  const places = document.body.dataset;
  const PROBLEM = "application/problem+json";

  /* {ok, status, content} · {away: true} without network · {stranger: true} where nobody is signed in */
  async function asked(address, options) {
    let answer;
    try {
      answer = await fetch(address, {
        ...options, redirect: "manual", cache: "no-store", credentials: "same-origin",
        headers: { Accept: PROBLEM, ...(options.headers || {}) },
      });
    } catch {
      return { away: true };
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      return { stranger: true };
    }
    let content = null;
    try {
      content = await answer.json();
    } catch {
      content = null;
    }
    return { ok: answer.ok && content !== null, status: answer.status, content };
  }

  function posted(address, csrf, body) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
    return asked(address, { method: "POST", headers, body });
  }

  Visits.office = {
    state: (device) => asked(places.state + (device ? "?device=" + encodeURIComponent(device) : ""), { method: "GET" }),
    register: (csrf, given) => posted(places.register, csrf, JSON.stringify(given)),
    take: (csrf, given) => posted(places.take, csrf, JSON.stringify(given)),
    send: (csrf, envelope) => posted(places.send, csrf, JSON.stringify(envelope)),
  };
})();
