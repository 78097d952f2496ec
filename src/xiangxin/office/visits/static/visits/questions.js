/* The form of one visit: a question for each field that is asked, as the registry says it is written, and back again. */
"use strict";

(() => {
  const tongue = document.documentElement.lang === "en" ? "en" : "zh";
  const words = document.getElementById("words").content;
  const word = (name) => words.querySelector('[data-word="' + name + '"]').textContent;

  function made(tag, attributes, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  }

  function choices(question) {
    if (question.type === "bool") {
      return [["true", word("yes")], ["false", word("no")]];
    }
    return question.choices.map(([value, zh, en]) => [value, tongue === "en" ? en : zh]);
  }

  function several(question, value) {
    const taps = made("div", { class: "taps" });
    for (const [code, label] of [...choices(question), ["", word("not_asked")]]) {
      const input = made("input", { type: "radio", name: question.id, value: code });
      input.checked = code === value;
      taps.append(made("label", { class: "tap" }, input, label));
    }
    return made("fieldset", { class: "field" }, made("legend", { class: "field-label" }, question[tongue]), taps);
  }

  function hint(question) {
    if (!question.range) {
      return "";
    }
    const shown = question.range.map((bound) => question.type === "money" ? bound / 100 : bound);
    return word(question.type === "money" ? "from_to" : "from_to_whole").replace("{from}", shown[0]).replace("{to}", shown[1].toLocaleString());
  }

  function one(question, value) {
    const id = "field-" + question.id;
    const unit = question.type === "money" ? word("yuan") : "";
    const kind = question.type === "date" ? { type: "date" } : { type: "text", inputmode: question.type === "money" ? "decimal" : "numeric" };
    const input = made("input", { id, name: question.id, class: "control", autocomplete: "off", "aria-describedby": id + "-hint " + id + "-wrong", ...kind });
    input.value = question.type === "money" && value ? String(Number(value) / 100) : value;
    return made("div", { class: "field" },
      made("label", { class: "field-label", for: id }, question[tongue] + unit),
      made("p", { class: "field-hint", id: id + "-hint" }, hint(question)),
      input,
      made("p", { class: "field-error", id: id + "-wrong" }));
  }

  /* What was typed as the office takes it; null where it cannot be one, "" where nothing was typed. */
  function read(question, typed) {
    const written = typed.normalize("NFKC").replaceAll(",", "").trim();
    if (written === "" || question.type === "bool" || question.type === "enum" || question.type === "date") {
      return written;
    }
    const fits = question.type === "money" ? /^\d{1,12}(\.\d{1,2})?$/ : /^\d{1,12}$/;
    if (!fits.test(written)) {
      return null;
    }
    const [whole, part] = written.split(".");
    const value = question.type === "money" ? Number(whole) * 100 + Number((part || "").padEnd(2, "0")) : Number(whole);
    const [least, most] = question.range || [0, Number.MAX_SAFE_INTEGER];
    return value < least || value > most ? null : String(value);
  }

  Visits.word = word;
  Visits.made = made;
  Visits.questions = {
    draw(place, asked, questions, values) {
      place.replaceChildren();
      const ordinary = asked.filter((id) => !questions[id].written);
      const written = asked.filter((id) => questions[id].written);
      for (const [title, ids] of [["", ordinary], [word("written"), written]]) {
        if (title && ids.length) {
          place.append(made("h3", {}, title));
        }
        for (const id of ids) {
          const question = questions[id];
          const value = values[id] || "";
          place.append(question.type === "bool" || question.type === "enum" ? several(question, value) : one(question, value));
        }
      }
    },

    /* {values, wrong}: what was answered, and the fields that cannot be so; each is told at its place. */
    collect(place, asked, questions) {
      const given = new FormData(place.closest("form"));
      const values = {};
      const wrong = [];
      for (const id of asked) {
        const value = read(questions[id], String(given.get(id) || ""));
        const input = place.querySelector("#field-" + CSS.escape(id));
        if (input) {
          input.setAttribute("aria-invalid", value === null ? "true" : "false");
          place.querySelector("#field-" + CSS.escape(id) + "-wrong").textContent = value === null ? word("value_wrong") : "";
        }
        if (value === null) {
          wrong.push(input);
        } else if (value !== "") {
          values[id] = value;
        }
      }
      return { values, wrong };
    },
  };
})();
