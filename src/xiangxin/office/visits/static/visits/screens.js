/* What is on the screen: one of the page's screens, one note above it, words with their holes filled. */
"use strict";

(() => {
  const { word } = Visits;
  const byId = (id) => document.getElementById(id);
  const here = {
    device: null, // keys and terms of this device, as kept
    key: null, // opens what lies here; gone when locked
    list: null, // {list, expires, content} while unlocked
    task: null, // the one on the screen
  };

  function show(name, focus = true) {
    for (const screen of document.querySelectorAll("[data-screen]")) {
      screen.hidden = screen.dataset.screen !== name;
    }
    byId("lock").hidden = here.key === null;
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

  Visits.here = here;
  Visits.screens = { byId, show, say, fill, refused };
})();
